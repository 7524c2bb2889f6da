/// Why a `multipart/form-data` body cannot be read.
enum MultipartError: Error, Equatable, CustomStringConvertible {
    case boundary
    case noParts
    case tooManyParts(limit: Int)
    case unendedHeaders(part: Int)
    case unended(part: Int)

    var description: String {
        switch self {
        case .boundary: "the type has no boundary of 1 to 70 characters"
        case .noParts: "the body has no line with the boundary"
        case .tooManyParts(let limit): "more than \(limit) parts"
        case .unendedHeaders(let part): "part \(part) has no empty line behind its headers"
        case .unended(let part): "no boundary follows part \(part)"
        }
    }
}

/// What separates the parts of a body of `multipart/form-data` (RFC 7578, RFC 2046 §5.1).
struct MultipartBoundary: Sendable {
    /// Forms have a handful; each costs a search.
    static let maximumParts = 16
    /// RFC 2046 §5.1.1.
    private static let maximumLength = 70

    /// The headers of one part: a name, a file name, a type.
    private static let maximumHeadLength = 8 << 10

    /// The two hyphens and the boundary.
    private let octets: [UInt8]

    /// From the parameter `boundary` of the type.
    init(_ boundary: String?) throws(MultipartError) {
        guard let boundary, (1...Self.maximumLength).contains(boundary.utf8.count) else {
            throw .boundary
        }
        octets = Array("--\(boundary)".utf8)
    }

    /// The content of the first part of this name; nil when there is none.
    func part(named name: String, in body: [UInt8]) throws(MultipartError) -> [UInt8]? {
        guard var before = delimiter(in: body, from: 0) else { throw .noParts }
        for number in 1...Self.maximumParts {
            if before.isClosing { return nil }
            guard let head = head(in: body, from: before.end) else {
                throw .unendedHeaders(part: number)
            }
            guard let after = delimiter(in: body, from: head.end) else {
                throw .unended(part: number)
            }
            if head.name == name { return Self.content(of: body, head.end, before: after.start) }
            before = after
        }
        throw .tooManyParts(limit: Self.maximumParts)
    }

    /// A line with the delimiter, its end included.
    private struct Delimiter {
        let start: Int
        let end: Int
        let isClosing: Bool
    }

    /// The first delimiter at or behind `position`, where a line begins.
    private func delimiter(in body: [UInt8], from position: Int) -> Delimiter? {
        var start = position
        while start < body.count {
            let end = Self.lineEnd(in: body, from: start)
            let line = body[start..<end]
            if line.starts(with: octets) {
                let rest = line.dropFirst(octets.count)
                let isClosing = rest.starts(with: [UInt8(ascii: "-"), UInt8(ascii: "-")])
                if rest.dropFirst(isClosing ? 2 : 0).allSatisfy(Self.isBlank) {
                    return Delimiter(start: start, end: end, isClosing: isClosing)
                }
            }
            start = end
        }
        return nil
    }

    /// The headers of a part: the name that they give it, and where they end with the empty line.
    private func head(in body: [UInt8], from position: Int) -> (name: String?, end: Int)? {
        var name: String?
        var start = position
        while start < body.count {
            let end = Self.lineEnd(in: body, from: start)
            // Before the line is looked at: as text, one of megabytes would take seconds.
            guard end - position <= Self.maximumHeadLength else { return nil }
            let line = body[start..<end]
            if line.allSatisfy(Self.isBlank) { return (name, end) }
            let text = String(decoding: line, as: UTF8.self)
            let field = text.split(separator: ":", maxSplits: 1)
            if field.count == 2, field[0].lowercased() == "content-disposition" {
                name = FieldValue(String(field[1].filter { !$0.isNewline }))["name"]
            }
            start = end
        }
        return nil
    }

    /// The octets up to the line end that belongs to the delimiter.
    private static func content(of body: [UInt8], _ start: Int, before end: Int) -> [UInt8] {
        var content = body[start..<max(start, end)]
        if content.last == UInt8(ascii: "\n") { content.removeLast() }
        if content.last == UInt8(ascii: "\r") { content.removeLast() }
        return Array(content)
    }

    /// The index behind the line feed that ends the line.
    private static func lineEnd(in body: [UInt8], from start: Int) -> Int {
        body[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? body.count
    }

    private static func isBlank(_ octet: UInt8) -> Bool {
        octet == 0x20 || octet == 0x09 || octet == 0x0D || octet == 0x0A
    }
}
