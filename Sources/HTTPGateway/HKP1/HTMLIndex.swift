import Keyring
import Listening
import OpenPGP

/// The index that people read: a plain list. Every text in it comes from a stranger and is escaped;
/// user IDs are no links, since keys have been uploaded to advertise addresses.
enum HTMLIndex {
    /// What the query asks to be shown besides.
    struct Options {
        /// The digest by which SKS knows the key, with a link to `op=hget`.
        let showsDigests: Bool
        /// Subkeys too (`op=vindex`).
        let isVerbose: Bool
    }

    static func render(_ keys: [KeyListing], total: Int, options: Options) -> String {
        var body = "<h1>Keys found: \(total)</h1>\n"
        if keys.count < total { body += "<p>The first \(keys.count) are shown.</p>\n" }
        for key in keys { body += entry(key, options: options) }
        return htmlPage(title: "Keys found: \(total)", body: body)
    }

    private static func entry(_ key: KeyListing, options: Options) -> String {
        let fingerprint = key.fingerprint.hex
        // Version 3 keys have a key ID of their own, by which a lookup finds them for certain.
        let search = key.version <= 3 ? key.keyID.hex : fingerprint
        var text = "<hr>\n<pre>pub  \(kind(key.algorithm, key.bitLength)) "
        text += link(operation: "get", search: "0x\(search)", text: fingerprint)
        text += times(key.creationTime, key.expirationTime, isRevoked: key.isRevoked) + "\n"
        if options.showsDigests, let digest = key.digest {
            text += "hash "
            text += link(operation: "hget", search: digest.hex, text: digest.hex) + "\n"
        }
        for userID in key.userIDs {
            text += "uid  \(userID.display.escapedForHTML)\(userID.isRevoked ? " [revoked]" : "")\n"
        }
        if key.attributeCount > 0 { text += "uat  \(key.attributeCount) user attribute(s)\n" }
        if options.isVerbose {
            for subkey in key.subkeys {
                text += "sub  \(kind(subkey.algorithm, subkey.bitLength)) \(subkey.fingerprint.hex)"
                text += times(
                    subkey.creationTime, subkey.expirationTime, isRevoked: subkey.isRevoked)
                text += "\n"
            }
        }
        return text + "</pre>\n"
    }

    private static func kind(_ algorithm: PublicKeyAlgorithm, _ bitLength: Int?) -> String {
        algorithm.shortName + (bitLength.map { "\($0)" } ?? "")
    }

    /// `search` is made of digits by us.
    private static func link(operation: String, search: String, text: String) -> String {
        "<a href=\"/pks/lookup?op=\(operation)&amp;search=\(search)\" rel=\"nofollow\">\(text)</a>"
    }

    private static func times(_ creation: UInt32, _ expiration: UInt32?, isRevoked: Bool) -> String
    {
        var text = " \(Timestamp(creation).date)"
        if let expiration { text += " expires \(Timestamp(expiration).date)" }
        return text + (isRevoked ? " [revoked]" : "")
    }
}
