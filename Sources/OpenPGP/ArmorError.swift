/// Why ASCII armor cannot be decoded. Lines count from 1.
package enum ArmorError: Error, Hashable, Sendable {
    /// No line `-----BEGIN PGP …-----` in it.
    case noBlock
    /// The block that begins at this line has no `-----END PGP …-----`.
    case unended(line: Int)
    /// A line before the empty one that is no `Key: value`.
    case malformedHeader(line: Int)
    /// More or longer armor headers than anyone needs.
    case headersTooLong(line: Int, limit: Int)
    /// A character that is not Base64.
    case invalidCharacter(octet: UInt8, line: Int)
    /// Data behind the padding, or a number of characters that no octets encode to.
    case invalidLength(line: Int)
    /// More octets than the caller allows.
    case tooLong(length: Int, limit: Int)
    /// More blocks than anyone needs.
    case tooManyBlocks(limit: Int)
}

extension ArmorError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noBlock:
            "no line \"-----BEGIN PGP PUBLIC KEY BLOCK-----\" in the text"
        case .unended(let line):
            "the armor that begins in line \(line) has no line \"-----END PGP …-----\""
        case .malformedHeader(let line):
            "line \(line) is no armor header; headers end with an empty line"
        case .headersTooLong(let line, let limit):
            "the armor headers at line \(line) exceed \(limit) octets"
        case .invalidCharacter(let octet, let line):
            "octet \(hexadecimal(octet)) in line \(line) is not Base64"
        case .invalidLength(let line):
            "the Base64 data in line \(line) is cut or goes on behind its padding"
        case .tooLong(let length, let limit):
            "the text has \(length) octets; at most \(limit) are accepted"
        case .tooManyBlocks(let limit):
            "the text has more than \(limit) armored blocks"
        }
    }
}
