import Keyring
import OpenPGP

/// Keys that parse: a v4 primary key with material of no meaning, user IDs, no signatures.
enum TestKey {
    /// The key of a number, with one more user ID for each of `extra`.
    static func bytes(_ number: UInt64, extra: [String] = []) -> [UInt8] {
        var state = number
        // Ed25519 (legacy): object identifier 1.3.6.1.4.1.11591.15.1, then a point of 263 bits.
        var body: [UInt8] = [4, 0x60, 0, 0, 0, 22]
        body += [9, 0x2B, 0x06, 0x01, 0x04, 0x01, 0xDA, 0x47, 0x0F, 0x01]
        body += [0x01, 0x07, 0x40]
        for _ in 0..<32 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            body.append(UInt8(truncatingIfNeeded: state >> 33))
        }
        var key = packet(tag: 6, body)
        for name in ["Key \(number) <\(number)@example.org>"] + extra {
            key += packet(tag: 13, Array(name.utf8))
        }
        return key
    }

    static func digest(_ bytes: [UInt8]) -> KeyDigest? {
        guard case .key(let key)? = Admission.read(keyring: bytes).first else { return nil }
        return key.receivedDigest
    }

    /// A packet with an old header and a length of one octet.
    static func packet(tag: UInt8, _ body: [UInt8]) -> [UInt8] {
        precondition(body.count < 256, "a test packet is short")
        return [0x80 | tag << 2, UInt8(body.count)] + body
    }
}
