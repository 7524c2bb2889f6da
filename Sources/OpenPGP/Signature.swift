/// A signature packet understood, in versions 2 to 6 (RFC 9580 §5.2; version 5 is LibrePGP's).
/// Nothing is verified.
///
/// Of a subpacket that occurs more than once the last counts. A subpacket whose body has not the
/// length of its type is passed over.
package struct Signature: Sendable {
    package let body: [UInt8]
    package let version: UInt8
    package let type: SignatureType
    package let publicKeyAlgorithm: PublicKeyAlgorithm
    package let hashAlgorithm: HashAlgorithm
    /// The first two octets of the digest that was signed.
    package let left16: UInt16
    /// Where in `body` the salt of version 6 lies; empty in the other versions.
    package let saltRange: Range<Int>
    /// Where in `body` the algorithm-specific material lies: to the end.
    package let materialRange: Range<Int>
    /// Where in `body` the octets lie that are hashed before the trailer: from the version to the
    /// end of the hashed area from version 4 on, type and time in versions 2 and 3 (RFC 9580
    /// §5.2.4).
    package let hashedRange: Range<Int>
    /// Where in `body` the subpackets lie; empty in versions 2 and 3.
    let hashedArea: Range<Int>
    let unhashedArea: Range<Int>
    private let facts: SignatureFacts

    package init(_ packet: Packet) throws(SignatureError) {
        try self.init(body: packet.body)
    }

    package init(body: [UInt8]) throws(SignatureError) {
        guard let version = body.first else { throw .truncated(offset: 0) }
        guard (2...6).contains(version) else { throw .unknownVersion(version) }
        let layout =
            version < 4
            ? try SignatureLayout(old: body) : try SignatureLayout(body, version: version)
        self.body = body
        self.version = version
        type = layout.type
        publicKeyAlgorithm = layout.publicKeyAlgorithm
        hashAlgorithm = layout.hashAlgorithm
        left16 = layout.left16
        saltRange = layout.salt
        materialRange = layout.salt.upperBound..<body.count
        hashedRange = layout.hashed
        hashedArea = layout.hashedArea
        unhashedArea = layout.unhashedArea
        facts =
            version < 4
            ? SignatureFacts(old: body)
            : try SignatureFacts(body, hashed: hashedArea, unhashed: unhashedArea)
    }

    /// Seconds since 1970-01-01T00:00:00Z; nil if a signature of version 4 or later has no such
    /// hashed subpacket.
    package var creationTime: UInt32? { facts.creationTime }

    /// The key ID of the signer: the field of versions 2 and 3, else the subpacket or what follows
    /// from the issuer's fingerprint, of the hashed area before those of the unhashed one. A hint
    /// until the signature is verified.
    package var issuerKeyID: KeyID? { facts.issuerKeyID }

    /// The fingerprint of the signer, from the hashed area before the unhashed one. A hint
    /// likewise.
    package var issuerFingerprint: Fingerprint? { facts.issuerFingerprint }

    /// Seconds after `creationTime` when the signature expires; nil or 0 for never.
    package var expirationTime: UInt32? { facts.expirationTime }

    /// Seconds after the creation of the signed key when that expires; nil or 0 for never.
    package var keyExpirationTime: UInt32? { facts.keyExpirationTime }

    package var keyFlags: KeyFlags? { facts.keyFlags }

    package var isPrimaryUserID: Bool { facts.isPrimaryUserID }

    /// False only if the signer says that the signature is not to leave his machine (RFC 9580
    /// §5.2.3.19).
    package var isExportable: Bool { facts.isExportable }

    package var reasonForRevocation: RevocationReason? {
        guard let range = facts.reasonForRevocation, let code = body[range].first else {
            return nil
        }
        return RevocationReason(code: code, text: displayText(body[range].dropFirst()))
    }

    /// The salt of version 6.
    package var salt: ArraySlice<UInt8> { body[saltRange] }

    /// The algorithm-specific material.
    package var material: ArraySlice<UInt8> { body[materialRange] }

    /// The hashed subpackets in their order.
    package var hashedSubpackets: [Subpacket] { subpackets(in: hashedArea) }

    /// The unhashed subpackets in their order: hints, which anyone can change.
    package var unhashedSubpackets: [Subpacket] { subpackets(in: unhashedArea) }

    private func subpackets(in area: Range<Int>) -> [Subpacket] {
        var subpackets: [Subpacket] = []
        var index = area.lowerBound
        while index < area.upperBound,
            let frame = SubpacketFrame.read(body, at: index, end: area.upperBound)
        {
            subpackets.append(
                Subpacket(
                    type: SubpacketType(rawValue: frame.typeOctet & 0x7F),
                    isCritical: frame.typeOctet & 0x80 != 0, body: Array(body[frame.body])))
            index = frame.body.upperBound
        }
        return subpackets
    }
}

extension Signature: Hashable {
    /// Everything else follows from the body.
    package static func == (left: Signature, right: Signature) -> Bool { left.body == right.body }

    package func hash(into hasher: inout Hasher) {
        body.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}
