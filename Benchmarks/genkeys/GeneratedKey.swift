import Crypto
import Foundation

/// An OpenPGP packet, framed as GnuPG does it.
struct Packet {
    enum Tag: UInt8 {
        case signature = 2
        case publicKey = 6
        case userID = 13
    }

    let tag: Tag
    let body: [UInt8]

    /// With a header of the old format (RFC 4880 §4.2.1); bodies here are below 256 octets.
    var framed: [UInt8] { [0x80 | tag.rawValue << 2, UInt8(body.count)] + body }

    /// Tag and body as SKS hashes them.
    var hashed: [UInt8] {
        octets(UInt32(tag.rawValue)) + octets(UInt32(body.count)) + body
    }
}

/// Key `number` of a seed: a pure function of its arguments.
struct GeneratedKey {
    let packets: [Packet]
    let fingerprint: [UInt8]
    let userIDs: [String]

    private static let ed25519: [UInt8] = [0x2B, 6, 1, 4, 1, 0xDA, 0x47, 0x0F, 1]

    init(seed: Int, number: Int, userIDCount: Int, isNoise: Bool) {
        let owner = Owner(seed: seed, number: number)
        let signer = Signer(seed: seed, number: number, isNoise: isNoise)
        let creation = Self.creation(number)
        let primary: [UInt8] =
            [4] + octets(creation) + [22, UInt8(Self.ed25519.count)] + Self.ed25519
            + [0x01, 0x07, 0x40] + signer.publicKey
        let hashedKey: [UInt8] = [0x99, 0, UInt8(primary.count)] + primary
        fingerprint = Array(Insecure.SHA1.hash(data: hashedKey))
        userIDs = (0..<userIDCount).map { owner.userID($0) }
        var packets = [Packet(tag: .publicKey, body: primary)]
        for text in userIDs {
            let userID = Array(text.utf8)
            packets.append(Packet(tag: .userID, body: userID))
            packets.append(
                Packet(
                    tag: .signature,
                    body: Self.certification(
                        of: userID, by: signer, key: hashedKey, fingerprint: fingerprint,
                        creation: creation + 1)))
        }
        self.packets = packets
    }

    /// The digest by which SKS and its peers know a key: MD5 over its packets in order.
    var sksDigest: [UInt8] {
        let sorted = packets.sorted { left, right in
            left.tag == right.tag
                ? left.body.lexicographicallyPrecedes(right.body)
                : left.tag.rawValue < right.tag.rawValue
        }
        return Array(Insecure.MD5.hash(data: sorted.flatMap(\.hashed)))
    }

    /// Seconds from 2017-07-14 on, spread over nine years.
    private static func creation(_ number: Int) -> UInt32 {
        UInt32(1_500_000_000 + number &* 61 % 300_000_000)
    }

    /// The body of a positive self-certification (RFC 4880 §5.2.3, §5.2.4).
    private static func certification(
        of userID: [UInt8], by signer: Signer, key: [UInt8], fingerprint: [UInt8], creation: UInt32
    ) -> [UInt8] {
        let hashedArea: [UInt8] =
            subpacket(33, [4] + fingerprint)  // Issuer fingerprint
            + subpacket(2, octets(creation))
            + subpacket(27, [3])  // Certifies and signs
            + subpacket(11, [9, 8, 7, 2])  // Preferred ciphers
            + subpacket(21, [10, 9, 8, 11, 2])  // Preferred hashes
            + subpacket(22, [2, 3, 1])  // Preferred compression
            + subpacket(30, [1])  // Features
            + subpacket(23, [0x80])  // Key server preferences
        let head: [UInt8] = [4, 0x13, 22, 8, 0, UInt8(hashedArea.count)] + hashedArea
        let hashed: [UInt8] =
            key + [0xB4] + octets(UInt32(userID.count)) + userID + head
            + ([4, 0xFF] + octets(UInt32(head.count)))
        let digest = Array(SHA256.hash(data: hashed))
        let unhashedArea = subpacket(16, Array(fingerprint.suffix(8)))
        let signature = signer.signature(of: digest)
        let unhashed: [UInt8] = [0, UInt8(unhashedArea.count)] + unhashedArea
        return head + unhashed + Array(digest.prefix(2))
            + integer(signature.prefix(32)) + integer(signature.suffix(32))
    }

    private static func subpacket(_ type: UInt8, _ body: [UInt8]) -> [UInt8] {
        [UInt8(body.count + 1), type] + body
    }

    /// A multiprecision integer (RFC 4880 §3.2).
    private static func integer(_ octets: some Collection<UInt8>) -> [UInt8] {
        let digits = Array(octets.drop { $0 == 0 })
        let bits = digits.count * 8 - (digits.first?.leadingZeroBitCount ?? 0)
        return [UInt8(bits >> 8), UInt8(bits & 0xFF)] + digits
    }
}

/// What signs for a key.
private struct Signer {
    let publicKey: [UInt8]
    private let privateKey: Curve25519.Signing.PrivateKey?
    private let label: String

    init(seed: Int, number: Int, isNoise: Bool) {
        label = "\(seed)|\(number)"
        guard !isNoise else {
            privateKey = nil
            publicKey = noise(label + "|public")
            return
        }
        guard
            let privateKey = try? Curve25519.Signing.PrivateKey(
                rawRepresentation: noise(label + "|secret"))
        else { preconditionFailure("any 32 octets are a private key of Ed25519") }
        self.privateKey = privateKey
        publicKey = Array(privateKey.publicKey.rawRepresentation)
    }

    func signature(of digest: [UInt8]) -> [UInt8] {
        guard let privateKey else { return noise(label + "|r") + noise(label + "|s") }
        guard let signature = try? privateKey.signature(for: digest) else {
            preconditionFailure("Ed25519 signs any octets")
        }
        return Array(signature)
    }
}

/// 32 octets that depend on nothing else than the label.
func noise(_ label: String) -> [UInt8] { Array(SHA256.hash(data: Array(label.utf8))) }

private func octets(_ number: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
}
