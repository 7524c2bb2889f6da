/// A 64-bit key ID (RFC 9580 §5.5.4). Not an identity: anyone can make keys with a wanted key ID.
package struct KeyID: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
    package let rawValue: UInt64

    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// From exactly 16 hexadecimal digits of either case.
    package init?(hex: some StringProtocol) {
        guard let words = hexadecimalWords(String(hex), digits: 16) else { return nil }
        self.init(rawValue: words[0])
    }

    /// The eight octets, as packets hold them.
    package var bytes: [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: rawValue >> UInt64(56 - 8 * $0)) }
    }

    /// 16 upper-case hexadecimal digits.
    package var hex: String { hexadecimal(rawValue, digits: 16, uppercase: true) }

    /// The low 32 bits, once used alone and shown as eight digits.
    package var short: UInt32 { UInt32(truncatingIfNeeded: rawValue) }
}

extension KeyID: Comparable {
    package static func < (left: KeyID, right: KeyID) -> Bool { left.rawValue < right.rawValue }
}

extension KeyID: CustomStringConvertible {
    package var description: String { hex }
}
