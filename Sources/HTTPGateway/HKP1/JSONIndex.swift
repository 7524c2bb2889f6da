import FoundationEssentials
import Keyring
import Listening
import OpenPGP

/// The index in Hockeypuck's field names (`options=json`), as far as an index
/// knows them; times by RFC 3339, digits in lower case as there. `revoked` and `digest` are ours.
enum JSONIndex {
    static func render(_ keys: [(listing: KeyListing, length: Int)]) -> [UInt8] {
        var json = JSONWriter()
        json.array(keys) { json, key in json.key(key.listing, length: key.length) }
        return json.octets
    }
}

/// The members in the order of their names.
extension JSONWriter {
    fileprivate mutating func key(_ key: KeyListing, length: Int) {
        object { json in
            json.algorithm(key.algorithm, bitLength: key.bitLength)
            json.member("creation", Timestamp(key.creationTime).rfc3339)
            json.expiration(key.expirationTime)
            json.member("fingerprint", key.fingerprint.hex.lowercased())
            json.member("length", length)
            json.member("longKeyID", key.keyID.hex.lowercased())
            json.member("md5", key.digest?.hex)
            json.member("neverExpires", key.expirationTime == nil ? true : nil)
            json.member("revoked", key.isRevoked ? true : nil)
            json.name("subKeys")
            json.array(key.subkeys) { json, subkey in json.subkey(subkey) }
            json.member("userAttributes", key.attributeCount > 0 ? key.attributeCount : nil)
            json.name("userIDs")
            json.array(key.userIDs) { json, userID in json.userID(userID) }
            json.member("version", Int(key.version))
        }
    }

    private mutating func subkey(_ subkey: KeyListing.Subkey) {
        object { json in
            json.algorithm(subkey.algorithm, bitLength: subkey.bitLength)
            json.member("creation", Timestamp(subkey.creationTime).rfc3339)
            json.expiration(subkey.expirationTime)
            json.member("fingerprint", subkey.fingerprint.hex.lowercased())
            json.member("longKeyID", subkey.keyID.hex.lowercased())
            json.member("neverExpires", subkey.expirationTime == nil ? true : nil)
            json.member("revoked", subkey.isRevoked ? true : nil)
        }
    }

    /// The packet as it is, in base64, beside what can be shown of it.
    private mutating func userID(_ userID: KeyListing.Entry) {
        object { json in
            json.expiration(userID.expirationTime)
            json.member("keywords", userID.display)
            json.member("neverExpires", userID.expirationTime == nil ? true : nil)
            json.name("packet")
            json.object { json in
                json.member("data", Data(userID.bytes).base64EncodedString())
                json.member("tag", Int(PacketTag.userID.rawValue))
            }
            json.member("revoked", userID.isRevoked ? true : nil)
            json.member("validsince", userID.creationTime.map { Timestamp($0).rfc3339 })
        }
    }

    private mutating func algorithm(_ algorithm: PublicKeyAlgorithm, bitLength: Int?) {
        name("algorithm")
        object { json in
            json.member("bitLength", bitLength)
            json.member("code", Int(algorithm.rawValue))
            json.member("name", algorithm.shortName)
        }
    }

    private mutating func expiration(_ time: UInt32?) {
        member("expiration", time.map { Timestamp($0).rfc3339 })
    }
}
