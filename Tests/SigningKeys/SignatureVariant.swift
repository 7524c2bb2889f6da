package import OpenPGP

/// What anyone can make of a valid signature without any key. Every variant still verifies with
/// somebody, and as a packet each is another one.
package enum SignatureVariant: CaseIterable, Sendable {
    /// Without any hint of the issuer in the unhashed area. GnuPG 2.2 loses the user ID if this
    /// one follows the good signature.
    case withoutIssuer
    /// With the key ID of somebody else in the unhashed area; does the same.
    case wrongIssuer
    /// With a fingerprint of somebody else there.
    case wrongFingerprint
    /// With a notation and octets of a private type there.
    case unhashedRubbish
    /// With the unhashed subpackets in a framing longer than needed.
    case longFraming
    /// With zero octets before the integers, as part of their stated length.
    case paddedIntegers
    /// With octets behind the last integer.
    case trailingOctets
    /// Of ECDSA: with n − s in place of s.
    case mirrored

    /// The variant of a signature that `signer` made; nil where the signature has nothing that
    /// could be changed so.
    package func of(_ packet: Packet, by signer: PublicKey) -> Packet? {
        guard let signature = try? Signature(packet) else { return nil }
        let isOld = signature.version < 4
        switch self {
        case .withoutIssuer:
            return isOld ? nil : withUnhashedArea(signature.foreignSubpackets, of: packet)
        case .wrongIssuer:
            let stranger = KeyID(rawValue: ~signer.keyID.rawValue)
            guard !isOld else { return withIssuer(stranger, ofOld: packet) }
            return withUnhashedArea(
                [.issuerKeyID(stranger)] + signature.foreignSubpackets, of: packet)
        case .wrongFingerprint:
            let stranger = Subpacket.octets(
                33, [signer.version] + signer.fingerprint.bytes.map { ~$0 })
            return isOld
                ? nil : withUnhashedArea([stranger] + signature.unhashedSubpackets, of: packet)
        case .unhashedRubbish:
            let rubbish: [Subpacket] = [
                .notation("rubbish@example.org", "anybody's"), .octets(101, [1, 2, 3]),
            ]
            return isOld
                ? nil : withUnhashedArea(rubbish + signature.unhashedSubpackets, of: packet)
        case .longFraming:
            let octets: [UInt8] = signature.unhashedSubpackets.flatMap { subpacket -> [UInt8] in
                [0xFF] + bigEndian(UInt32(subpacket.body.count + 1))
                    + [subpacket.type.rawValue] + subpacket.body
            }
            return octets.isEmpty ? nil : withUnhashedArea(octets: octets, of: packet)
        case .paddedIntegers:
            return withIntegers(signature) { octets in [0] + octets }
        case .trailingOctets:
            return Packet(tag: .signature, body: packet.body + [0xDE, 0xAD])
        case .mirrored:
            return withMirroredInteger(signature, by: signer)
        }
    }

    /// All variants of a signature that there are.
    package static func all(of packet: Packet, by signer: PublicKey) -> [Packet] {
        allCases.compactMap { $0.of(packet, by: signer) }
    }
}

extension Signature {
    /// The unhashed subpackets that do not name the issuer.
    fileprivate var foreignSubpackets: [Subpacket] {
        unhashedSubpackets.filter { $0.type != .issuerKeyID && $0.type != .issuerFingerprint }
    }

    /// The integers of the material; nil if it is not a row of those.
    fileprivate var integers: [[UInt8]]? {
        guard publicKeyAlgorithm.rawValue < 25 else { return nil }
        var integers: [[UInt8]] = []
        var rest = material
        while rest.count >= 2 {
            let bits = Int(rest[rest.startIndex]) << 8 | Int(rest[rest.startIndex + 1])
            let octets = rest.dropFirst(2).prefix((bits + 7) / 8)
            guard octets.count == (bits + 7) / 8 else { return nil }
            integers.append(Array(octets))
            rest = rest.dropFirst(2 + octets.count)
        }
        return rest.isEmpty ? integers : nil
    }
}

extension SigningKey {
    /// A signature of this key with the order of the group, or the modulus of RSA, added to its
    /// last integer: the same to careless arithmetic, and not valid. Nil for ML-DSA.
    package func overflowing(_ packet: Packet) -> Packet? {
        guard let signature = try? Signature(packet), let order = secret.order else { return nil }
        var material = Array(signature.material)
        switch algorithm {
        case .ed25519, .ed448:
            let half = material.count / 2
            let sum = Natural(material[half...].reversed()) + order
            material = material[..<half] + sum.octets(half).reversed()
        case .eddsaLegacy:
            guard let integers = signature.integers else { return nil }
            let octets = Array(repeating: 0, count: 32 - integers[1].count) + integers[1]
            let sum = Natural(octets.reversed()) + order
            material =
                Natural(integers[0]).multiprecisionInteger
                + Natural(sum.octets(32).reversed()).multiprecisionInteger
        default:
            guard let integers = signature.integers, let last = integers.last else { return nil }
            material =
                integers.dropLast().flatMap { Natural($0).multiprecisionInteger }
                + (Natural(last) + order).multiprecisionInteger
        }
        return Packet(
            tag: .signature, body: signature.body[..<signature.materialRange.lowerBound] + material)
    }
}

/// The signature with other subpackets in its unhashed area.
package func withUnhashedArea(_ subpackets: [Subpacket], of packet: Packet) -> Packet {
    withUnhashedArea(octets: subpackets.flatMap(\.encoded), of: packet)
}

/// The signature with other octets in its unhashed area; versions 2 and 3 have none and stay as
/// they are.
package func withUnhashedArea(octets: [UInt8], of packet: Packet) -> Packet {
    guard let signature = try? Signature(packet), signature.version > 3 else { return packet }
    let length =
        signature.version == 6
        ? bigEndian(UInt32(octets.count)) : bigEndian(UInt16(octets.count))
    let salt = signature.version == 6 ? [UInt8(signature.salt.count)] + signature.salt : []
    return Packet(
        tag: .signature,
        body: Array(signature.body[signature.hashedRange]) + length + octets
            + bigEndian(signature.left16) + salt + signature.material)
}

/// A version 3 signature with another key ID.
private func withIssuer(_ keyID: KeyID, ofOld packet: Packet) -> Packet {
    Packet(
        tag: .signature,
        body: Array(packet.body[..<7]) + bigEndian(keyID.rawValue) + packet.body[15...])
}

/// The signature with its integers, as octets, changed by `change`; each is stated as long as its
/// octets.
private func withIntegers(_ signature: Signature, _ change: ([UInt8]) -> [UInt8]) -> Packet? {
    guard let integers = signature.integers else { return nil }
    let material = integers.map(change).flatMap { bigEndian(UInt16(8 * $0.count)) + $0 }
    return Packet(
        tag: .signature, body: signature.body[..<signature.materialRange.lowerBound] + material)
}

/// The signature with n − s in place of s, where n is the order of the curve.
private func withMirroredInteger(_ signature: Signature, by signer: PublicKey) -> Packet? {
    guard
        let integers = signature.integers, integers.count == 2,
        let order = groupOrder(of: signer)
    else { return nil }
    let s = Natural(integers[1])
    guard s < order else { return nil }
    return Packet(
        tag: .signature,
        body: signature.body[..<signature.materialRange.lowerBound]
            + Natural(integers[0]).multiprecisionInteger + (order - s).multiprecisionInteger)
}

/// The order of the curve of an ECDSA key.
private func groupOrder(of key: PublicKey) -> Natural? {
    guard key.algorithm == .ecdsa else { return nil }
    return key.curve.flatMap(ECDSASecretKey.Curve.init).map(ECDSASecretKey.order(of:))
}
