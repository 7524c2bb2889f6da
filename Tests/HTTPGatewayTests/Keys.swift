import OpenPGP
import SyntheticKeys

/// Keys made for these tests.
enum Keys {
    /// A key whose user IDs are these octets, each certified by itself.
    static func withUserIDs(
        _ number: Int, _ userIDs: [[UInt8]], isRevoked: Bool = false, attributes: Int = 0
    ) throws -> TransferablePublicKey {
        let synthetic = SyntheticKey(number)
        let photographs = (0..<attributes).map { index in
            TransferablePublicKey.Component(
                packet: Packet(tag: .userAttribute, body: [3, 100, UInt8(index), 0]))
        }
        return synthetic.with(
            directSignatures: isRevoked ? [synthetic.signature(type: 0x20, "revocation")] : [],
            identities: userIDs.map { synthetic.userID($0) } + photographs)
    }

    static func named(_ number: Int, _ userID: String) throws -> TransferablePublicKey {
        try withUserIDs(number, [Array(userID.utf8)])
    }

    /// A version 6 key (RFC 9580 §5.5.2.3), Ed25519, nothing signed.
    static func version6(_ number: UInt8, _ userID: String) throws -> TransferablePublicKey {
        let body: [UInt8] =
            [6, 0x60, 0, 0, number, 27, 0, 0, 0, 32] + Array(repeating: number, count: 32)
        return try TransferablePublicKey(
            primary: Packet(tag: .publicKey, body: body),
            identities: [
                .init(packet: Packet(tag: .userID, body: Array(userID.utf8)), signatures: [])
            ])
    }

    /// A key of more than this many octets.
    static func large(_ number: Int, octets: Int) throws -> TransferablePublicKey {
        // Attributes are kept as they are, and in pieces of half a megabyte it is quickly made.
        let piece = 500_000
        let identities = (0...octets / piece).map { index in
            TransferablePublicKey.Component(
                packet: Packet(
                    tag: .userAttribute,
                    body: [255, 0, 7, 0xA1, 0x20 + 1, 100]
                        + Array(repeating: UInt8(index), count: piece)))
        }
        return SyntheticKey(number).with(identities: identities)
    }
}

extension TransferablePublicKey {
    /// Its digest in the profile `sks`, if it has one there.
    var digestInSKS: KeyDigest? { isRepresentableInSKS ? sksDigest : nil }
}
