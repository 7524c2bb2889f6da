/// Writes the canonical representative of a verified signature: the packet that stands for all that
/// say the same and are justified by the same private operation. What anybody can change without
/// the key is set to one value.
struct CanonicalSignature {
    private let original: Signature
    /// The key that made it.
    let issuer: PublicKey
    let survey: SignatureSurvey
    /// The canonical algorithm-specific material.
    let material: [UInt8]
    /// A verified embedded signature, canonical, that the unhashed area has to carry.
    let embedded: [UInt8]?

    init(
        signature: Signature, issuer: PublicKey, survey: SignatureSurvey, material: [UInt8],
        embedded: [UInt8]?
    ) {
        original = signature
        self.issuer = issuer
        self.survey = survey
        self.material = material
        self.embedded = embedded
    }

    /// The representative. It has to keep to the same limit of length as what it stands for, so
    /// that it verifies itself.
    func signature() throws(SignatureDefect) -> Signature {
        let body =
            original.version > 3
            ? original.body(unhashed: unhashedSubpackets, material: material) : oldBody
        if body == original.body { return original }
        guard body.count <= original.lengthLimit else { throw .tooLong(length: body.count) }
        do throws(SignatureError) {
            return try Signature(body: body)
        } catch {
            preconditionFailure("The canonical form of a signature is a signature: \(error).")
        }
    }

    /// The issuer where the hashed area does not name it, and the embedded signature; ascending by
    /// type. Key IDs are of versions 4 and 5; fingerprints are asked for from version 5 on.
    private var unhashedSubpackets: [Subpacket] {
        var subpackets: [Subpacket] = []
        if original.version < 6, !survey.hashedIssuer.hasKeyID {
            subpackets.append(
                Subpacket(type: .issuerKeyID, isCritical: false, body: issuer.keyID.bytes))
        }
        if let embedded {
            subpackets.append(
                Subpacket(type: .embeddedSignature, isCritical: false, body: embedded))
        }
        if original.version > 4, !survey.hashedIssuer.hasFingerprint {
            subpackets.append(
                Subpacket(
                    type: .issuerFingerprint, isCritical: false,
                    body: [issuer.version] + issuer.fingerprint.bytes))
        }
        return subpackets
    }

    /// Versions 2 and 3 hash only type and time, and mean the same.
    private var oldBody: [UInt8] {
        [3] + original.body[1..<7] + issuer.keyID.bytes
            + [issuer.algorithm.rawValue] + original.body[16..<19] + material
    }
}

extension Signature {
    /// The body of the signature with other unhashed subpackets, in their shortest framing, and
    /// other algorithm-specific material. Versions 2 and 3 have no subpackets.
    package func body(unhashed subpackets: [Subpacket], material: [UInt8]) -> [UInt8] {
        guard version > 3 else {
            return body[..<materialRange.lowerBound] + material
        }
        var area: [UInt8] = []
        for subpacket in subpackets { subpacket.encode(into: &area) }
        precondition(
            version == 6 || area.count <= 0xFFFF, "An unhashed area has a length of 16 bits.")
        let lengthOctets = version == 6 ? 4 : 2
        var octets = Array(body[hashedRange])
        for place in (0..<lengthOctets).reversed() {
            octets.append(UInt8(truncatingIfNeeded: area.count >> (8 * place)))
        }
        octets += area
        octets += body[unhashedArea.upperBound..<materialRange.lowerBound]
        return octets + material
    }
}

extension Subpacket {
    /// Appends the subpacket in its shortest framing (RFC 9580 §5.2.3.7).
    package func encode(into output: inout [UInt8]) {
        precondition(body.count < UInt32.max, "A subpacket has a length of at most 32 bits.")
        let length = body.count + 1
        switch length {
        case ..<192:
            output.append(UInt8(truncatingIfNeeded: length))
        case ..<16_320:
            output.append(UInt8(truncatingIfNeeded: ((length - 192) >> 8) + 192))
            output.append(UInt8(truncatingIfNeeded: length - 192))
        default:
            output.append(0xFF)
            for place in (0..<4).reversed() {
                output.append(UInt8(truncatingIfNeeded: length >> (8 * place)))
            }
        }
        output.append(type.rawValue | (isCritical ? 0x80 : 0))
        output += body
    }
}
