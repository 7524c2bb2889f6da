/// A signature type ID (RFC 9580 §5.2.1). Any value can occur.
package struct SignatureType: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The type that a signature packet states; nil of one that is too short, or no signature.
    package init?(of packet: Packet) {
        guard packet.tag == .signature, let version = packet.body.first else { return nil }
        let index = version < 4 ? 2 : 1
        guard index < packet.body.count else { return nil }
        rawValue = packet.body[index]
    }

    package static let binary = SignatureType(rawValue: 0x00)
    package static let text = SignatureType(rawValue: 0x01)
    package static let standalone = SignatureType(rawValue: 0x02)
    package static let genericCertification = SignatureType(rawValue: 0x10)
    package static let personaCertification = SignatureType(rawValue: 0x11)
    package static let casualCertification = SignatureType(rawValue: 0x12)
    package static let positiveCertification = SignatureType(rawValue: 0x13)
    /// Attested certifications (draft-dkg-openpgp-1pa3pc).
    package static let attestation = SignatureType(rawValue: 0x16)
    package static let subkeyBinding = SignatureType(rawValue: 0x18)
    package static let primaryKeyBinding = SignatureType(rawValue: 0x19)
    package static let directKey = SignatureType(rawValue: 0x1F)
    package static let keyRevocation = SignatureType(rawValue: 0x20)
    package static let subkeyRevocation = SignatureType(rawValue: 0x28)
    package static let certificationRevocation = SignatureType(rawValue: 0x30)
    package static let timestamp = SignatureType(rawValue: 0x40)
    package static let thirdPartyConfirmation = SignatureType(rawValue: 0x50)

    /// Types 0x10 to 0x13: a certification of a user ID or attribute.
    package var isCertification: Bool { (0x10...0x13).contains(rawValue) }
}

extension SignatureType: CustomStringConvertible {
    package var description: String { hexadecimal(rawValue) }
}
