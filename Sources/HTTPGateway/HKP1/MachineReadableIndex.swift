import Keyring
import OpenPGP

/// The index that programs read (`options=mr`, HKP draft §5.2, as SKS writes it): one line a key,
/// user ID or attribute, fields separated by colons, lines ended by LF.
enum MachineReadableIndex {
    static func render(_ keys: [KeyListing]) -> [UInt8] {
        var index: [UInt8] = []
        index.append(contentsOf: "info:1:\(keys.count)\n".utf8)
        for key in keys {
            index.append(key)
            for userID in key.userIDs { index.append(userID) }
            for _ in 0..<key.attributeCount { index.append(contentsOf: "uat::::\n".utf8) }
        }
        return index
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ key: KeyListing) {
        append(contentsOf: "pub:".utf8)
        // A version 3 fingerprint is not what clients take for one: SKS gives the key ID.
        append(contentsOf: (key.version <= 3 ? key.keyID.hex : key.fingerprint.hex).utf8)
        append(field: Int(key.algorithm.rawValue))
        append(field: key.bitLength)
        append(field: Int(key.creationTime))
        append(field: key.expirationTime.map { Int($0) })
        append(lineEndRevoked: key.isRevoked)
    }

    fileprivate mutating func append(_ userID: KeyListing.Entry) {
        append(contentsOf: "uid:".utf8)
        append(escaped: userID.bytes)
        append(field: userID.creationTime.map { Int($0) })
        append(field: userID.expirationTime.map { Int($0) })
        append(lineEndRevoked: userID.isRevoked)
    }

    /// A field behind others; empty when there is no number.
    private mutating func append(field number: Int?) {
        append(UInt8(ascii: ":"))
        if let number { append(contentsOf: String(number).utf8) }
    }

    /// The last field, of flags.
    private mutating func append(lineEndRevoked isRevoked: Bool) {
        append(contentsOf: isRevoked ? ":r\n".utf8 : ":\n".utf8)
    }

    /// Percent-escapes what would be taken for a separator or an escape, and all that is not
    /// printable ASCII.
    private mutating func append(escaped text: [UInt8]) {
        for octet in text {
            switch octet {
            case UInt8(ascii: "%"), UInt8(ascii: ":"), 0..<0x20, 0x7F...0xFF:
                append(UInt8(ascii: "%"))
                append(Self.digit(octet >> 4))
                append(Self.digit(octet & 15))
            default: append(octet)
            }
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}
