package import OpenPGP

/// A key made up for tests, a pure function of its number: an Ed25519 version 4 primary key with a
/// user ID and a certification. Nothing is signed: the profile `sks` looks at no signature.
package struct SyntheticKey: Sendable {
    package let number: Int

    package init(_ number: Int) { self.number = number }

    /// The key with its user ID and certification.
    package var key: TransferablePublicKey { with(identities: [userID(0)]) }

    /// The key in binary form.
    package var packets: [UInt8] { key.encoded() }

    package var primary: Packet {
        // Version, creation time, EdDSA, the OID of Ed25519, a point of 263 bits.
        let oid: [UInt8] = [9, 0x2B, 6, 1, 4, 1, 0xDA, 0x47, 0x0F, 1]
        return Packet(
            tag: .publicKey,
            body: [4] + octets(1_500_000_000 + number) + [22] + oid + [0x01, 0x07, 0x40]
                + noise("point"))
    }

    /// The key with these identities and subkeys.
    package func with(
        identities: [TransferablePublicKey.Component],
        subkeys: [TransferablePublicKey.Component] = []
    ) -> TransferablePublicKey {
        guard
            let key = try? TransferablePublicKey(
                primary: primary, identities: identities, subkeys: subkeys)
        else { preconditionFailure("a synthetic primary key is well-formed") }
        return key
    }

    /// One of the key's user IDs, `Name 7 <user7.0@example.net>`, with `certifications` signatures.
    package func userID(
        _ index: Int, certifications: Int = 1
    ) -> TransferablePublicKey.Component {
        TransferablePublicKey.Component(
            packet: Packet(
                tag: .userID,
                body: Array("Name \(number) <user\(number).\(index)@example.net>".utf8)),
            signatures: (0..<certifications).map { signature(type: 0x13, "\(index) \($0)") })
    }

    /// One of the key's subkeys, with its binding signature.
    package func subkey(_ index: Int) -> TransferablePublicKey.Component {
        let oid: [UInt8] = [10, 0x2B, 6, 1, 4, 1, 0x97, 0x55, 1, 5, 1]
        return TransferablePublicKey.Component(
            packet: Packet(
                tag: .publicSubkey,
                body: [4] + octets(1_500_000_001 + number) + [18] + oid + [0x01, 0x07, 0x40]
                    + noise("subkey \(index)") + [3, 1, 8, 7]),
            signatures: [signature(type: 0x18, "subkey \(index)")])
    }

    /// A version 4 signature that names this key as its issuer and proves nothing.
    package func signature(type: UInt8, _ label: String) -> Packet {
        let keyID = Array(
            MessageDigest.sha1([0x99, 0, UInt8(primary.body.count)] + primary.body)
                .suffix(8))
        let hashed: [UInt8] = [5, 2] + octets(1_500_000_100 + number)
        let unhashed: [UInt8] = [9, 16] + keyID
        return Packet(
            tag: .signature,
            body: [4, type, 22, 8, 0, UInt8(hashed.count)] + hashed
                + [0, UInt8(unhashed.count)] + unhashed + noise(label + "left").prefix(2)
                + [0x00, 0xF8] + positive(label + "r") + [0x00, 0xF8] + positive(label + "s"))
    }

    /// An integer of 248 bits.
    private func positive(_ label: String) -> [UInt8] {
        var octets = Array(noise(label).prefix(31))
        octets[0] |= 0x80
        return octets
    }

    private func noise(_ label: String) -> [UInt8] {
        MessageDigest.sha256(Array("synthetic key \(number) \(label)".utf8))
    }

    private func octets(_ number: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
    }
}
