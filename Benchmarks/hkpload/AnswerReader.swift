import Glibc

/// Finds the end of an HTTP answer, portion by portion; a value without a socket. The client shares
/// the machine with the server, so it is to cost little.
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
    /// What there is of a head that came in several portions.
    private var head: [UInt8] = []
    private var isHeadComplete = false
    /// Octets of it with the empty line.
    private var headLength = 0

    /// Makes it ready for the next answer, keeping its memory.
    mutating func reset() {
        (status, closes, remaining, isHeadComplete) = (0, false, nil, false)
        head.removeAll(keepingCapacity: true)
    }

    mutating func read(_ portion: UnsafeRawBufferPointer) -> Progress {
        if isHeadComplete { return take(portion.count) }
        guard !head.isEmpty || !interpretHead(portion) else {
            return take(portion.count - headLength)
        }
        let known = head.count
        head.append(contentsOf: portion)
        let whole = head
        guard known == 0 || !whole.withUnsafeBytes({ interpretHead($0) }) else {
            return take(portion.count - (headLength - known))
        }
        isHeadComplete = head.count > Self.headLimit
        return .incomplete
    }

    /// Whether the connection's end is this answer's.
    var isCompleteAtEnd: Bool { isHeadComplete && status != 0 && (remaining ?? 0) == 0 }

    private mutating func take(_ count: Int) -> Progress {
        guard let length = remaining else { return .incomplete }
        remaining = max(0, length - count)
        return remaining == 0 ? .complete : .incomplete
    }

    /// False when it has not ended.
    private mutating func interpretHead(_ octets: UnsafeRawBufferPointer) -> Bool {
        guard let length = Self.headLength(octets) else { return false }
        headLength = length
        isHeadComplete = true
        let head = octets[..<length]
        for octet in head.dropFirst(9).prefix(3) { status = status * 10 + Int(octet & 15) }
        closes = Self.value(of: "http/1.0", in: head) != nil
        var at = 0
        while let end = Self.endOfLine(octets, from: at), end < length {
            interpretField(head[end...])
            at = end
        }
        return true
    }

    /// Octets up to the end of the empty line; nil when there is none.
    private static func headLength(_ octets: UnsafeRawBufferPointer) -> Int? {
        var at = 0
        while let end = endOfLine(octets, from: at) {
            if end - at == 2 { return end }
            at = end
        }
        return nil
    }

    /// The index behind a line.
    private static func endOfLine(_ octets: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard let begin = octets.baseAddress,
            let end = memchr(begin + start, 10, octets.count - start)
        else { return nil }
        return UnsafeRawPointer(end) - begin + 1
    }

    /// - Parameter rest: of the head, from the beginning of a line.
    private mutating func interpretField(_ rest: Slice<UnsafeRawBufferPointer>) {
        if let length = Self.value(of: "content-length:", in: rest) {
            remaining = length.reduce(0) {
                (48...57).contains($1) ? $0 * 10 + Int($1) - 48 : $0
            }
        } else if let value = Self.value(of: "connection:", in: rest) {
            // "close", and not "keep-alive".
            closes = value.contains { $0 | 0x20 == UInt8(ascii: "c") }
        }
    }

    /// What follows a text in its line, if that begins with the text, whatever its case.
    private static func value(
        of text: StaticString, in rest: Slice<UnsafeRawBufferPointer>
    ) -> Slice<UnsafeRawBufferPointer>? {
        let count = text.utf8CodeUnitCount
        guard rest.count > count else { return nil }
        for offset in 0..<count
        where rest[rest.startIndex + offset] | 0x20 != text.utf8Start[offset] | 0x20 {
            return nil
        }
        return rest.dropFirst(count).prefix(valueLimit).prefix { $0 != 13 }
    }
}
