import OpenPGP

/// What stands in a name for the part of an address before the `@`: 28 octets of its SHA-256, as
/// 56 hexadecimal digits (RFC 7929 §3).
struct LocalPartDigest: Hashable, Sendable {
    private static let octetCount = 28

    private let octets: [UInt8]

    init(_ localPart: String) {
        octets = Array(MessageDigest.sha256(Array(localPart.utf8)).prefix(Self.octetCount))
    }

    /// From a label. Nil for any other label.
    init?(label: [UInt8]) {
        guard label.count == 2 * Self.octetCount else { return nil }
        let digits = label.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count == label.count else { return nil }
        octets = (0..<Self.octetCount).map { UInt8(digits[2 * $0] << 4 | digits[2 * $0 + 1]) }
    }

    /// Of the local part as it is written, as the RFC has it, and in lower case, as GnuPG asks.
    static func both(of localPart: String) -> Set<LocalPartDigest> {
        let lower = String(decoding: Array(localPart.utf8).lowercasedASCII, as: UTF8.self)
        return [LocalPartDigest(localPart), LocalPartDigest(lower)]
    }
}
