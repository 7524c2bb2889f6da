import HTTPTypes

/// The header fields of an answer: few, each once, kept as they are sent, since each answer has them
/// made anew.
///
/// Their values are this program's own words and numbers, never what a client has sent.
struct AnswerFields: Sendable, ExpressibleByDictionaryLiteral {
    /// A line for each, with its end.
    private(set) var lines: [UInt8] = []

    /// Octets of those that are usual.
    private static let usual = 256

    init(dictionaryLiteral elements: (HTTPField.Name, String)...) {
        guard !elements.isEmpty else { return }
        lines.reserveCapacity(Self.usual)
        for (name, value) in elements { lines.append(name.rawName, value) }
    }

    /// Nil: there is no such field, or is to be none.
    subscript(_ name: HTTPField.Name) -> String? {
        get {
            let name = name.rawName
            return line(of: name).map { line in
                String(
                    decoding: lines[line].dropFirst(name.utf8.count + 2).dropLast(2), as: UTF8.self)
            }
        }
        set {
            let name = name.rawName
            if let line = line(of: name) { lines.removeSubrange(line) }
            if let newValue { lines.append(name, newValue) }
        }
    }

    func contains(_ name: HTTPField.Name) -> Bool { line(of: name.rawName) != nil }

    /// Takes a field that is not there yet: the others are not looked through for it.
    mutating func add(_ name: HTTPField.Name, _ value: String) {
        assert(!contains(name), "each field once")
        lines.append(name.rawName, value)
    }

    /// Takes those of others, of which it has none itself.
    mutating func append(_ others: AnswerFields) { lines += others.lines }

    /// Where the field's line stands.
    private func line(of name: String) -> Range<Int>? {
        let (name, lines) = (name.utf8.span, lines.span)
        var start = 0
        while start < lines.count {
            var end = start
            while lines[end] != UInt8(ascii: "\n") { end += 1 }
            end += 1
            if lines.hasField(name, at: start) { return start..<end }
            start = end
        }
        return nil
    }

    /// As Hummingbird has them.
    var httpFields: HTTPFields {
        var fields = HTTPFields()
        for line in lines.split(separator: UInt8(ascii: "\n")) {
            let name = line.prefix { $0 != UInt8(ascii: ":") }
            let value = line.dropFirst(name.count + 2).dropLast()
            guard let name = HTTPField.Name(String(decoding: name, as: UTF8.self)) else {
                preconditionFailure("it was a name when the line was made of it")
            }
            fields.append(HTTPField(name: name, value: String(decoding: value, as: UTF8.self)))
        }
        return fields
    }
}

extension Span<UInt8> {
    /// Whether the line that begins at `index`, and has an end, is the field's.
    fileprivate func hasField(_ name: Span<UInt8>, at index: Int) -> Bool {
        for offset in name.indices {
            guard index + offset < count, self[index + offset] == name[offset] else { return false }
        }
        return self[index + name.count] == UInt8(ascii: ":")
    }
}

extension [UInt8] {
    /// The line of a field. Its value is none that could end it.
    mutating func append(_ name: String, _ value: String) {
        append(name)
        append(": ")
        append(value)
        append("\r\n")
    }

    mutating func append(_ text: String) {
        text.utf8.span.withUnsafeBufferPointer { append(contentsOf: $0) }
    }
}
