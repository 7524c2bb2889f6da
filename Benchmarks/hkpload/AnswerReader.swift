/// Finds the end of an HTTP answer, portion by portion; a value without a socket.
struct AnswerReader {
    enum Progress: Equatable {
        case incomplete
        case complete
    }

    /// The most octets of a head that is waited for.
    private static let headLimit = 65_536

    /// The octets of a field that are looked at: a length of so many digits fits an integer.
    private static let valueLimit = 15

    private(set) var status = 0
    /// Whether the server says that it closes the connection after this answer.
    private(set) var closes = false
    /// Octets of the body still to come; nil before the head has ended, or until the connection ends.
    private var remaining: Int?
    private var head: [UInt8] = []
    private var isHeadComplete = false

    /// Makes it ready for the next answer, keeping its memory.
    mutating func reset() {
        (status, closes, remaining, isHeadComplete) = (0, false, nil, false)
        head.removeAll(keepingCapacity: true)
    }

    mutating func read(_ portion: UnsafeRawBufferPointer) -> Progress {
        if isHeadComplete { return take(portion.count) }
        let before = max(0, head.count - 3)
        let known = head.count
        head.append(contentsOf: portion)
        guard let end = Self.endOfHead(head, from: before) else {
            isHeadComplete = head.count > Self.headLimit
            return .incomplete
        }
        isHeadComplete = true
        interpretHead(end)
        return take(portion.count - (end - known))
    }

    /// Whether the connection's end is this answer's.
    var isCompleteAtEnd: Bool { isHeadComplete && status != 0 && (remaining ?? 0) == 0 }

    private mutating func take(_ count: Int) -> Progress {
        guard let length = remaining else { return .incomplete }
        remaining = max(0, length - count)
        return remaining == 0 ? .complete : .incomplete
    }

    /// The index behind the empty line.
    private static func endOfHead(_ head: [UInt8], from start: Int) -> Int? {
        var at = start
        while at + 4 <= head.count {
            if head[at] == 13, head[at + 1] == 10, head[at + 2] == 13, head[at + 3] == 10 {
                return at + 4
            }
            at += 1
        }
        return nil
    }

    private mutating func interpretHead(_ end: Int) {
        let lines = head[..<end].split(separator: 10)
        let first = lines.first ?? []
        status = first.dropFirst(9).prefix(3).reduce(0) { $0 * 10 + Int($1 & 15) }
        closes = first.starts(with: "HTTP/1.0".utf8)
        for line in lines.dropFirst() {
            if let length = Self.value(of: "content-length:", in: line) {
                remaining = length.reduce(0) {
                    (48...57).contains($1) ? $0 * 10 + Int($1) - 48 : $0
                }
            } else if let value = Self.value(of: "connection:", in: line) {
                // "close", and not "keep-alive".
                closes = value.contains { $0 | 0x20 == UInt8(ascii: "c") }
            }
        }
    }

    /// What follows a field's name, whatever its case.
    private static func value(
        of name: StaticString, in line: ArraySlice<UInt8>
    ) -> ArraySlice<UInt8>? {
        let count = name.utf8CodeUnitCount
        guard line.count > count,
            zip(line, UnsafeBufferPointer(start: name.utf8Start, count: count))
                .allSatisfy({ $0 | 0x20 == $1 | 0x20 })
        else { return nil }
        return line.dropFirst(count).prefix(valueLimit)
    }
}
