import Crypto
import Foundation
package import OpenPGP

/// A key made up for tests, a pure function of its number: an Ed25519 version 4 primary key that
/// validly signs whatever it is given.
package struct SyntheticKey: Sendable {
    package let number: Int
    package let primary: Packet
    private let privateKey: Curve25519.Signing.PrivateKey
    private let primaryKey: PublicKey

    package init(_ number: Int) {
        self.number = number
        let seed = noise("seed of synthetic key \(number)")
        guard let privateKey = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            preconditionFailure("Any 32 octets are a private key of Ed25519.")
        }
        self.privateKey = privateKey
        // Version, creation time, EdDSA, the OID of Ed25519, a point of 263 bits.
        let oid: [UInt8] = [9, 0x2B, 6, 1, 4, 1, 0xDA, 0x47, 0x0F, 1]
        primary = Packet(
            tag: .publicKey,
            body: [4] + octets(1_500_000_000 + number) + [22] + oid + [0x01, 0x07, 0x40]
                + privateKey.publicKey.rawRepresentation)
        guard let primaryKey = try? PublicKey(primary) else {
            preconditionFailure("A synthetic primary key is well-formed.")
        }
        self.primaryKey = primaryKey
    }

    /// The key with its user ID and certification.
    package var key: TransferablePublicKey { with(identities: [userID(0)]) }

    /// The key in binary form.
    package var packets: [UInt8] { key.encoded() }

    /// The key with these identities and subkeys.
    package func with(
        directSignatures: [Packet] = [], identities: [TransferablePublicKey.Component] = [],
        subkeys: [TransferablePublicKey.Component] = []
    ) -> TransferablePublicKey {
        TransferablePublicKey(
            primaryKey: primaryKey, directSignatures: directSignatures, identities: identities,
            subkeys: subkeys)
    }

    /// One of the key's user IDs, `Name 7 <user7.0@example.net>`, with `certifications` signatures.
    package func userID(
        _ index: Int, certifications: Int = 1
    ) -> TransferablePublicKey.Component {
        userID(
            Array("Name \(number) <user\(number).\(index)@example.net>".utf8),
            certifications: certifications)
    }

    /// A user ID of these octets with `certifications` signatures of the key.
    package func userID(
        _ octets: [UInt8], certifications: Int = 1
    ) -> TransferablePublicKey.Component {
        TransferablePublicKey.Component(
            packet: Packet(tag: .userID, body: octets),
            signatures: (0..<certifications).map {
                signature(type: .positiveCertification, "\($0)", on: .userID(octets))
            })
    }

    /// One of the key's subkeys, an encryption key, with its binding signature.
    package func subkey(_ index: Int) -> TransferablePublicKey.Component {
        let oid: [UInt8] = [10, 0x2B, 6, 1, 4, 1, 0x97, 0x55, 1, 5, 1]
        let packet = Packet(
            tag: .publicSubkey,
            body: [4] + octets(1_500_000_001 + number) + [18] + oid + [0x01, 0x07, 0x40]
                + noise("subkey \(index) of synthetic key \(number)") + [3, 1, 8, 7])
        guard let subkey = try? PublicKey(packet) else {
            preconditionFailure("A synthetic subkey is well-formed.")
        }
        return TransferablePublicKey.Component(
            packet: packet,
            signatures: [signature(type: .subkeyBinding, on: .subkey(subkey))])
    }

    /// A signature on the primary key itself.
    package func signature(type: UInt8, _ label: String) -> Packet {
        signature(type: SignatureType(rawValue: type), label, on: .primaryKey)
    }

    /// A version 4 signature that this key made on a component of itself, or of `other`. Labels
    /// make signatures distinct that are else alike.
    ///
    /// - Parameters:
    ///   - time: creation time in Unix seconds; by default a fixed one that depends on the number.
    ///   - subpackets: what else is in the hashed area, framed.
    package func signature(
        type: SignatureType, _ label: String = "", on subject: SignatureSubject,
        of other: SyntheticKey? = nil, time: Int? = nil, subpackets: [UInt8] = []
    ) -> Packet {
        let hashedArea =
            [5, 2] + octets(time ?? 1_500_000_100 + number) + subpackets
            + (label.isEmpty ? [] : notation(label))
        let hashed =
            [4, type.rawValue, 22, 8] + octets(hashedArea.count).suffix(2) + hashedArea
        let digest = MessageDigest.sha256(
            preimage(of: subject, under: other?.primaryKey ?? primaryKey) + hashed + [4, 0xFF]
                + octets(hashed.count))
        guard let material = try? privateKey.signature(for: digest) else {
            preconditionFailure("Ed25519 signs any octets.")
        }
        let issuer: [UInt8] = [9, 16] + octets(primaryKey.keyID)
        return Packet(
            tag: .signature,
            body: hashed + [0, UInt8(issuer.count)] + issuer + digest.prefix(2)
                + integer(material.prefix(32)) + integer(material.suffix(32)))
    }

    /// What is hashed before the signature itself (RFC 9580 §5.2.4).
    private func preimage(of subject: SignatureSubject, under key: PublicKey) -> [UInt8] {
        func keyOctets(_ key: PublicKey) -> [UInt8] {
            PublicKey.hashPrefix(version: key.version, length: key.body.count) + key.body
        }
        return keyOctets(key)
            + {
                switch subject {
                case .primaryKey: []
                case .userID(let body): [0xB4] + octets(body.count) + body
                case .userAttribute(let body): [0xD1] + octets(body.count) + body
                case .subkey(let subkey): keyOctets(subkey)
                }
            }()
    }
}

/// A notation subpacket that makes a signature distinct.
private func notation(_ label: String) -> [UInt8] {
    let name = Array("label@example.net".utf8)
    let value = Array(label.utf8.prefix(100))
    let body =
        [20, 0x80, 0, 0, 0] + octets(name.count).suffix(2) + octets(value.count).suffix(2)
        + name + value
    return [UInt8(body.count)] + body
}

/// A multiprecision integer of native octets of EdDSA.
private func integer(_ octets: some Collection<UInt8>) -> [UInt8] {
    let digits = Array(octets.drop { $0 == 0 })
    let bits = digits.count * 8 - (digits.first?.leadingZeroBitCount ?? 0)
    return [UInt8(bits >> 8), UInt8(bits & 0xFF)] + digits
}

private func noise(_ label: String) -> [UInt8] { MessageDigest.sha256(Array(label.utf8)) }

private func octets(_ number: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
}

private func octets(_ keyID: KeyID) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: keyID.rawValue >> UInt64(56 - 8 * $0)) }
}
