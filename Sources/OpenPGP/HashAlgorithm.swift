/// A hash algorithm ID (RFC 9580 §9.5). Any value can occur.
package struct HashAlgorithm: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    package static let md5 = HashAlgorithm(rawValue: 1)
    package static let sha1 = HashAlgorithm(rawValue: 2)
    package static let ripemd160 = HashAlgorithm(rawValue: 3)
    package static let sha256 = HashAlgorithm(rawValue: 8)
    package static let sha384 = HashAlgorithm(rawValue: 9)
    package static let sha512 = HashAlgorithm(rawValue: 10)
    package static let sha224 = HashAlgorithm(rawValue: 11)
    package static let sha3_256 = HashAlgorithm(rawValue: 12)
    package static let sha3_512 = HashAlgorithm(rawValue: 14)
}

extension HashAlgorithm: CustomStringConvertible {
    package var description: String { String(rawValue) }
}
