/// Reads the body of an answer to `POST /pks/hashquery` as it arrives: a count, then each key with
/// its length, integers 32 bits big-endian, then CR LF, which some servers leave out.
///
/// Keys that are complete are good whatever comes after them.
package struct HashqueryAnswerDecoder: Sendable {
    /// Where in the answer the next byte belongs.
    private enum Position: Sendable {
        case count
        case length
        case key(length: Int)
        case trailer
    }

    private let asked: Int
    private let maximumKeyLength: Int
    private var position = Position.count
    /// Keys still to come.
    private var remaining = 0
    /// The part of the current field that has arrived.
    private var field: [UInt8] = []
    private var trailer: [UInt8] = []
    private static let lineEnd: [UInt8] = [0x0D, 0x0A]

    /// - Parameters:
    ///   - asked: digests in the request; an answer with more keys is refused.
    ///   - maximumKeyLength: the longest key that is accepted, bytes.
    package init(asked: Int, maximumKeyLength: Int) {
        self.asked = asked
        self.maximumKeyLength = maximumKeyLength
    }

    /// Takes the next bytes and appends the keys that they complete, those before an error too.
    package mutating func receive(
        _ bytes: ArraySlice<UInt8>, keys: inout [[UInt8]]
    ) throws(HashqueryAnswerError) {
        var rest = bytes
        while !rest.isEmpty {
            switch position {
            case .count:
                guard let count = readInteger(&rest) else { return }
                guard count <= asked else { throw .tooManyKeys(count, asked: asked) }
                remaining = count
                position = count == 0 ? .trailer : .length
            case .length:
                guard let length = readInteger(&rest) else { return }
                guard length > 0 else { throw .emptyKey }
                guard length <= maximumKeyLength else {
                    throw .keyTooLong(length, limit: maximumKeyLength)
                }
                position = .key(length: length)
            case .key(let length):
                fill(to: length, from: &rest)
                guard field.count == length else { return }
                keys.append(field)
                field = []
                remaining -= 1
                position = remaining == 0 ? .trailer : .length
            case .trailer:
                trailer += rest.prefix(Self.lineEnd.count + 1)
                guard Self.lineEnd.starts(with: trailer) else { throw .trailingBytes }
                return
            }
        }
    }

    /// The body is over.
    package func finish() throws(HashqueryAnswerError) {
        switch position {
        case .trailer: return
        case .count: throw .noCount
        case .length, .key: throw .cut(missing: remaining)
        }
    }

    private mutating func readInteger(_ rest: inout ArraySlice<UInt8>) -> Int? {
        fill(to: 4, from: &rest)
        guard field.count == 4 else { return nil }
        defer { field = [] }
        return field.reduce(0) { $0 << 8 | Int($1) }
    }

    private mutating func fill(to length: Int, from rest: inout ArraySlice<UInt8>) {
        let part = rest.prefix(length - field.count)
        field += part
        rest = rest.dropFirst(part.count)
    }
}
