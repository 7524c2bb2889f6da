package import OpenPGP

extension Subpacket {
    /// A subpacket of any type.
    package static func octets(
        _ type: UInt8, _ body: [UInt8], isCritical: Bool = false
    ) -> Subpacket {
        Subpacket(type: SubpacketType(rawValue: type), isCritical: isCritical, body: body)
    }

    package static func creationTime(_ time: UInt32) -> Subpacket {
        octets(2, bigEndian(time))
    }

    package static func expirationTime(_ seconds: UInt32) -> Subpacket {
        octets(3, bigEndian(seconds))
    }

    package static func exportable(_ isExportable: Bool) -> Subpacket {
        octets(4, [isExportable ? 1 : 0])
    }

    package static func keyExpirationTime(_ seconds: UInt32) -> Subpacket {
        octets(9, bigEndian(seconds))
    }

    /// A designated revoker (RFC 9580 §5.2.3.23).
    package static func revocationKey(_ key: PublicKey, isSensitive: Bool = false) -> Subpacket {
        octets(
            12, [isSensitive ? 0xC0 : 0x80, key.algorithm.rawValue] + key.fingerprint.bytes)
    }

    package static func issuerKeyID(_ keyID: KeyID) -> Subpacket {
        octets(16, bigEndian(keyID.rawValue))
    }

    package static func notation(_ name: String, _ value: String) -> Subpacket {
        let (name, value) = (Array(name.utf8), Array(value.utf8))
        return octets(
            20,
            [0x80, 0, 0, 0] + bigEndian(UInt16(name.count)) + bigEndian(UInt16(value.count))
                + name + value)
    }

    /// Key server preferences: no-modify.
    package static let noModify = octets(23, [0x80])

    package static let primaryUserID = octets(25, [1])

    package static func keyFlags(_ flags: KeyFlags) -> Subpacket {
        octets(27, [UInt8(truncatingIfNeeded: flags.rawValue)])
    }

    package static func reasonForRevocation(_ code: UInt8, _ text: String = "") -> Subpacket {
        octets(29, [code] + Array(text.utf8))
    }

    package static func embeddedSignature(_ signature: Packet) -> Subpacket {
        octets(32, signature.body)
    }

    package static func issuerFingerprint(_ key: PublicKey) -> Subpacket {
        octets(33, [key.version] + key.fingerprint.bytes)
    }

    /// The digests of approved certifications, one behind the other.
    package static func attestedCertifications(_ digests: [[UInt8]]) -> Subpacket {
        octets(37, digests.flatMap { $0 })
    }

    /// The subpacket in its shortest framing (RFC 9580 §5.2.3.7).
    package var encoded: [UInt8] {
        let length = body.count + 1
        let header: [UInt8] =
            length < 192
            ? [UInt8(length)]
            : length < 8384
                ? [UInt8((length - 192) >> 8 + 192), UInt8(truncatingIfNeeded: length - 192)]
                : [0xFF] + bigEndian(UInt32(length))
        return header + [type.rawValue | (isCritical ? 0x80 : 0)] + body
    }
}
