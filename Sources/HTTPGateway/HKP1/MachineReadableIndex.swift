import Keyring
import OpenPGP

/// The index that programs read (`options=mr`, HKP draft §5.2, as SKS writes it): one line a key,
/// user ID or attribute, fields separated by colons, lines ended by LF.
enum MachineReadableIndex {
    static func render(_ keys: [KeyListing]) -> [UInt8] {
        var index = Array("info:1:\(keys.count)\n".utf8)
        for key in keys {
            index.append(contentsOf: line(of: key).utf8)
            for userID in key.userIDs {
                index.append(contentsOf: "uid:".utf8)
                index.append(escaped: userID.bytes)
                let times = ":\(text(userID.creationTime)):\(text(userID.expirationTime)):"
                index.append(contentsOf: (times + flags(isRevoked: userID.isRevoked) + "\n").utf8)
            }
            for _ in 0..<key.attributeCount { index.append(contentsOf: "uat::::\n".utf8) }
        }
        return index
    }

    private static func line(of key: KeyListing) -> String {
        // A version 3 fingerprint is not what clients take for one: SKS gives the key ID.
        let id = key.version <= 3 ? key.keyID.hex : key.fingerprint.hex
        let fields = [
            "pub", id, String(key.algorithm.rawValue), key.bitLength.map { String($0) } ?? "",
            String(key.creationTime), text(key.expirationTime), flags(isRevoked: key.isRevoked),
        ]
        return fields.joined(separator: ":") + "\n"
    }

    private static func text(_ time: UInt32?) -> String { time.map { String($0) } ?? "" }

    private static func flags(isRevoked: Bool) -> String { isRevoked ? "r" : "" }
}

extension [UInt8] {
    /// Percent-escapes what would be taken for a separator or an escape, and all that is not
    /// printable ASCII.
    fileprivate mutating func append(escaped text: [UInt8]) {
        let digits = Array("0123456789ABCDEF".utf8)
        for octet in text {
            switch octet {
            case UInt8(ascii: "%"), UInt8(ascii: ":"), 0..<0x20, 0x7F...0xFF:
                append(UInt8(ascii: "%"))
                append(digits[Int(octet >> 4)])
                append(digits[Int(octet & 15)])
            default: append(octet)
            }
        }
    }
}
