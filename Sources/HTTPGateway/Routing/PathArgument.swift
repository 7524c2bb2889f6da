import OpenPGP

/// Reads what stands in a path after a route's own part.
struct PathArgument {
    private let text: Substring

    init(_ text: Substring) {
        self.text = text
    }

    var isEmpty: Bool { text.isEmpty }

    /// The text without its percent-encoding (RFC 3986 §2.1), where `+` is itself; nil when an
    /// escape is broken or what comes of it is not UTF-8.
    var decoded: String? {
        var octets: [UInt8] = []
        octets.reserveCapacity(text.utf8.count)
        var rest = text.utf8[...]
        while let octet = rest.popFirst() {
            guard octet == UInt8(ascii: "%") else {
                octets.append(octet)
                continue
            }
            guard let high = rest.popFirst().flatMap(FormFields.hexadecimalValue),
                let low = rest.popFirst().flatMap(FormFields.hexadecimalValue)
            else { return nil }
            octets.append(high << 4 | low)
        }
        return String(validating: octets, as: UTF8.self)
    }

    /// 40 or 64 hexadecimal digits and nothing else: the fingerprint of a key of version 4 or
    /// later.
    var fingerprint: Fingerprint? {
        guard let fingerprint = Fingerprint(hex: text), fingerprint.octetCount != 16 else {
            return nil
        }
        return fingerprint
    }

    /// 16 hexadecimal digits and nothing else.
    var keyID: KeyID? { KeyID(hex: text) }

    /// A version of two digits, a slash or (before revision 01 of the draft) none, and the
    /// fingerprint of a key of that version.
    var versionedFingerprint: (version: UInt8, fingerprint: Fingerprint)? {
        let octets = text.utf8
        guard let version = UInt8(text.prefix(2), radix: 16), octets.count > 2,
            octets.prefix(2).allSatisfy({ FormFields.hexadecimalValue($0) != nil })
        else { return nil }
        var rest = octets.dropFirst(2)
        if rest.first == UInt8(ascii: "/") { rest = rest.dropFirst() }
        guard let fingerprint = Fingerprint(hex: Substring(rest)),
            fingerprint.octetCount == Self.octetCount(ofVersion: version)
        else { return nil }
        return (version, fingerprint)
    }

    private static func octetCount(ofVersion version: UInt8) -> Int? {
        switch version {
        case 2, 3: 16
        case 4: 20
        case 5, 6: 32
        default: nil
        }
    }
}
