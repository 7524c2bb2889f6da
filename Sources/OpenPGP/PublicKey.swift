/// A public key or subkey packet understood as far as identity and listings need it, in versions 2
/// to 6 (RFC 9580 §5.5.2; version 5 is LibrePGP's).
///
/// The body is kept as it came. Octets behind the material are tolerated and count in the
/// fingerprint, as in SKS; unknown algorithms have a fingerprint like any other.
package struct PublicKey: Sendable {
    package let body: [UInt8]
    package let version: UInt8
    /// Seconds since 1970-01-01T00:00:00Z.
    package let creationTime: UInt32
    /// Versions 2 and 3: days until the key expires, 0 for never. Nil in later versions.
    package let validityDays: UInt16?
    package let algorithm: PublicKeyAlgorithm
    package let fingerprint: Fingerprint
    package let keyID: KeyID
    /// Where in `body` the algorithm-specific material lies: to the end in versions up to 4, as
    /// stated from 5 on.
    package let materialRange: Range<Int>
    private let material: PublicKeyMaterial

    /// Size of the key in bits as key listings show it; nil for unknown algorithms and curves, for
    /// those without such a size, and for malformed material.
    package var bitLength: Int? { material.bitLength }

    /// The curve, if the algorithm has one and it is known.
    package var curve: EllipticCurve? { material.curve }

    /// Whether the algorithm is known and the material follows its layout.
    package var isMaterialWellFormed: Bool { material.end != nil }

    /// Index in `body` of the first octet behind the public part, if that is understood.
    var publicPartEnd: Int? { version > 4 ? materialRange.upperBound : material.end }

    /// Whether anything stands behind well-formed material.
    package var hasTrailingOctets: Bool {
        guard let end = material.end else { return false }
        return end < materialRange.upperBound || materialRange.upperBound < body.count
    }

    package init(_ packet: Packet) throws(PublicKeyError) {
        try self.init(body: packet.body)
    }

    package init(body: [UInt8]) throws(PublicKeyError) {
        guard let version = body.first else { throw .truncated(length: 0) }
        guard (2...6).contains(version) else { throw .unknownVersion(version) }
        let layout = try Layout(version: version, body: body)
        self.body = body
        self.version = version
        creationTime = layout.creationTime
        validityDays = layout.validityDays
        algorithm = layout.algorithm
        materialRange = layout.material
        material = PublicKeyMaterial(algorithm, body: body, start: layout.material.lowerBound)
        (fingerprint, keyID) = try PublicKey.identity(
            version: version, body: body, materialStart: layout.material.lowerBound)
    }

    /// The fields before the material.
    private struct Layout {
        let creationTime: UInt32
        let validityDays: UInt16?
        let algorithm: PublicKeyAlgorithm
        let material: Range<Int>

        init(version: UInt8, body: [UInt8]) throws(PublicKeyError) {
            let algorithmIndex = version < 4 ? 7 : 5
            let materialStart = version < 4 ? 8 : version == 4 ? 6 : 10
            guard body.count >= materialStart else { throw .truncated(length: body.count) }
            creationTime = UInt32(
                truncatingIfNeeded: bigEndianNumber(body, at: 1, count: 4, end: body.count) ?? 0)
            validityDays = version < 4 ? UInt16(body[5]) << 8 | UInt16(body[6]) : nil
            algorithm = PublicKeyAlgorithm(rawValue: body[algorithmIndex])
            guard version > 4 else {
                material = materialStart..<body.count
                return
            }
            let stated = Int(bigEndianNumber(body, at: 6, count: 4, end: body.count) ?? 0)
            let available = body.count - materialStart
            guard stated <= available else {
                throw .materialTooLong(stated: stated, available: available)
            }
            material = materialStart..<(materialStart + stated)
        }
    }

    /// Fingerprint and key ID (RFC 9580 §5.5.4).
    private static func identity(
        version: UInt8, body: [UInt8], materialStart: Int
    ) throws(PublicKeyError) -> (Fingerprint, KeyID) {
        guard version >= 4 else { return try oldIdentity(body: body, materialStart: materialStart) }
        guard version > 4 || body.count <= 0xFFFF else { throw .tooLong(length: body.count) }
        var digest = MessageDigest(version == 4 ? .sha1 : .sha256)
        digest.update(hashPrefix(version: version, length: body.count))
        digest.update(body)
        guard
            let fingerprint = Fingerprint(bytes: digest.finalize()), let keyID = fingerprint.keyID
        else { preconditionFailure("A SHA-1 or SHA-256 digest is a fingerprint with a key ID.") }
        return (fingerprint, keyID)
    }

    /// What stands before the body of a key of version 4 to 6 whenever it is hashed (RFC 9580
    /// §5.2.4).
    package static func hashPrefix(version: UInt8, length: Int) -> [UInt8] {
        let low = [UInt8(truncatingIfNeeded: length >> 8), UInt8(truncatingIfNeeded: length)]
        guard version > 4 else { return [0x99] + low }
        let high = [
            UInt8(truncatingIfNeeded: length >> 24), UInt8(truncatingIfNeeded: length >> 16),
        ]
        return [version == 5 ? 0x9A : 0x9B] + high + low
    }

    /// Versions 2 and 3: MD5 over the octets of modulus and exponent; the key ID is the end of the
    /// modulus. Of other algorithms than RSA the first two integers serve, so that each key has an
    /// identity.
    private static func oldIdentity(
        body: [UInt8], materialStart: Int
    ) throws(PublicKeyError) -> (Fingerprint, KeyID) {
        guard
            let modulus = MultiprecisionInteger(body, at: materialStart, end: body.count),
            let exponent = MultiprecisionInteger(
                body, at: modulus.octets.upperBound, end: body.count),
            let keyID = bigEndianNumber(
                body, at: modulus.octets.upperBound - 8, count: 8, end: body.count),
            modulus.octets.count >= 8
        else { throw .malformedModulus }
        var digest = MessageDigest(.md5)
        digest.update(body[modulus.octets])
        digest.update(body[exponent.octets])
        guard let fingerprint = Fingerprint(bytes: digest.finalize()) else {
            preconditionFailure("An MD5 digest is a fingerprint.")
        }
        return (fingerprint, KeyID(rawValue: keyID))
    }
}

extension PublicKey: Hashable {
    /// Everything else follows from the body.
    package static func == (left: PublicKey, right: PublicKey) -> Bool { left.body == right.body }

    package func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }
}
