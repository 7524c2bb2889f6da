/// The head of a request as nearly all clients write it: `GET` or `HEAD`, or `POST` of a body whose
/// length it says, with nothing in it that needs thought. Everything else, malformed or only
/// unusual, is read by a whole parser of HTTP: this one knows what it knows and no more.
struct PlainRequest: Equatable {
    enum Method {
        case get, head, post
    }

    let method: Method
    /// A path with its query.
    let target: String
    let isHTTP10: Bool
    private(set) var isKeepAlive: Bool
    private(set) var ifNoneMatch: String?
    /// The fields `X-Forwarded-For` in their order.
    private(set) var forwardedFor: [String] = []
    /// Of a body; nil where the client does not say.
    private(set) var contentType: String?
    private(set) var accept: String?
    /// Octets up to the end of the empty line.
    private(set) var headLength = 0
    /// Octets behind it.
    private(set) var bodyLength = 0
    private var hosts = 0
    private var hasConnection = false

    /// Octets of the head and the body.
    var octetCount: Int { headLength + bodyLength }

    /// How much is read here.
    struct Bounds: Equatable {
        /// Octets of a head.
        let octets: Int
        let fields: Int
        /// Octets of a body that is taken here.
        let body: Int
        /// Octets of a body that may come.
        let longestBody: Int

        /// More than browsers send with a search, and a key of a few kilobytes in a form that
        /// escapes each octet; all connections together may hold so much and not be done with it.
        /// No more than what the whole parser takes.
        init(_ limits: HTTPLimits) {
            octets = min(4_096, limits.head)
            fields = min(48, limits.headerFields)
            body = min(32 << 10, limits.submission)
            longestBody = limits.submission
        }
    }

    /// Nil when the octets do not begin with such a head.
    init?(_ octets: Span<UInt8>, within bounds: Bounds) {
        let head = octets.extracting(first: bounds.octets)
        var index = 5
        if head.starts(with: "GET ", at: 0) {
            method = .get
            index = 4
        } else if head.starts(with: "HEAD ", at: 0) {
            method = .head
        } else if head.starts(with: "POST ", at: 0) {
            method = .post
        } else {
            return nil
        }
        let end = head.end(of: .target, from: index)
        guard head.starts(with: "/", at: index) else { return nil }
        target = head.text(index..<end)
        isHTTP10 = head.starts(with: " HTTP/1.0\r\n", at: end)
        isKeepAlive = !isHTTP10
        guard isHTTP10 || head.starts(with: " HTTP/1.1\r\n", at: end) else { return nil }
        index = end + 11

        var fields = 0
        while !head.starts(with: "\r\n", at: index) {
            fields += 1
            guard fields <= bounds.fields, readField(head, at: &index) else { return nil }
        }
        headLength = index + 2
        guard bodyLength <= bounds.longestBody, (bodyLength > 0) == (method == .post) else {
            return nil
        }
        // Without a host, or with several, it is not for this parser to say what is meant.
        guard hosts == 1 || (isHTTP10 && hosts == 0) else { return nil }
    }

    /// Whether more octets may make these the head of such a request: what is there of the method is
    /// right, and there is no empty line yet.
    static func mayBegin(_ octets: Span<UInt8>, within bounds: Bounds) -> Bool {
        guard octets.count < bounds.octets else { return false }
        let begins =
            octets.isBeginning(of: "GET /") || octets.isBeginning(of: "HEAD /")
            || octets.isBeginning(of: "POST /")
        guard begins else { return false }
        for index in octets.indices where octets[index] == UInt8(ascii: "\n") {
            // Lines that end otherwise are for the whole parser to judge.
            guard index > 0, octets[index - 1] == UInt8(ascii: "\r"),
                !octets.starts(with: "\r\n", at: index + 1)
            else { return false }
        }
        return true
    }

    /// False when it is none that can be left to this parser.
    private mutating func readField(_ head: Span<UInt8>, at index: inout Int) -> Bool {
        let name = index..<head.end(of: .token, from: index)
        guard !name.isEmpty, head.starts(with: ":", at: name.upperBound) else { return false }
        let end = head.end(of: .value, from: name.upperBound + 1)
        guard head.starts(with: "\r\n", at: end) else { return false }
        index = end + 2
        return take(head, name: name, value: head.trimmed(name.upperBound + 1..<end))
    }

    private mutating func take(_ head: Span<UInt8>, name: Range<Int>, value: Range<Int>) -> Bool {
        switch name.count {
        case 4 where head.equals("host", name): hosts += 1
        case 10 where head.equals("connection", name):
            let keeps = head.equals("keep-alive", value)
            guard !hasConnection, keeps || head.equals("close", value) else { return false }
            hasConnection = true
            isKeepAlive = keeps
        case 13 where head.equals("if-none-match", name):
            guard ifNoneMatch == nil else { return false }
            ifNoneMatch = head.text(value)
        case 15 where head.equals("x-forwarded-for", name): forwardedFor.append(head.text(value))
        case 14 where head.equals("content-length", name):
            guard method == .post, bodyLength == 0, let length = head.number(value) else {
                return false
            }
            bodyLength = length
        case 12 where method == .post && head.equals("content-type", name):
            guard contentType == nil else { return false }
            contentType = head.text(value)
        case 6 where method == .post && head.equals("accept", name):
            guard accept == nil else { return false }
            accept = head.text(value)
        // Of a body that comes otherwise, or of what is to come before an answer.
        case 6 where head.equals("expect", name), 7 where head.equals("upgrade", name),
            17 where head.equals("transfer-encoding", name):
            return false
        default: break
        }
        return true
    }
}

/// Which octets are what in a head (RFC 9110 §5.6.2, §5.5; RFC 3986 §2): fewer than are allowed.
private struct OctetClass {
    let bit: UInt8

    static let token = OctetClass(bit: 1)
    static let target = OctetClass(bit: 2)
    static let value = OctetClass(bit: 4)

    /// The bits of each octet.
    static let all: [UInt8] = (0..<256).map { octet in
        let character = Unicode.Scalar(UInt8(truncatingIfNeeded: octet))
        let isVisible = (0x21...0x7E).contains(octet)
        let isLetter = isVisible && character.properties.isAlphabetic
        let isWord = isLetter || (0x30...0x39).contains(octet)
        let isToken = isWord || "!#$%&'*+-.^_`|~".unicodeScalars.contains(character)
        let isTarget = isWord || "-._~:/?@!$&'()*+,;=%".unicodeScalars.contains(character)
        let isValue = isVisible || octet == 0x20 || octet == 0x09
        return (isToken ? token.bit : 0) | (isTarget ? target.bit : 0)
            | (isValue ? value.bit : 0)
    }
}

extension Span<UInt8> {
    /// Where the octets of a class end that begin at `index`.
    fileprivate func end(of octetClass: OctetClass, from index: Int) -> Int {
        let bits = OctetClass.all.span
        var end = index
        while end < count, bits[Int(self[end])] & octetClass.bit != 0 { end += 1 }
        return end
    }

    fileprivate func starts(with text: StaticString, at index: Int) -> Bool {
        guard text.utf8CodeUnitCount <= count - index else { return false }
        return text.withUTF8Buffer { text in
            for offset in text.indices where self[index + offset] != text[offset] { return false }
            return true
        }
    }

    /// Whether one of them is the beginning of the other.
    fileprivate func isBeginning(of text: StaticString) -> Bool {
        text.withUTF8Buffer { text in
            for offset in 0..<Swift.min(count, text.count) where self[offset] != text[offset] {
                return false
            }
            return true
        }
    }

    /// Whether it is this text, which has no capitals, letters in either case.
    fileprivate func equals(_ text: StaticString, _ range: Range<Int>) -> Bool {
        guard text.utf8CodeUnitCount == range.count else { return false }
        return text.withUTF8Buffer { text in
            for offset in text.indices {
                let octet = self[range.lowerBound + offset]
                let isCapital = octet >= UInt8(ascii: "A") && octet <= UInt8(ascii: "Z")
                guard (isCapital ? octet | 0x20 : octet) == text[offset] else { return false }
            }
            return true
        }
    }

    fileprivate func trimmed(_ range: Range<Int>) -> Range<Int> {
        func isBlank(_ octet: UInt8) -> Bool { octet == 0x20 || octet == 0x09 }
        var (lower, upper) = (range.lowerBound, range.upperBound)
        while lower < upper, isBlank(self[lower]) { lower += 1 }
        while lower < upper, isBlank(self[upper - 1]) { upper -= 1 }
        return lower..<upper
    }

    /// A number of a few digits.
    fileprivate func number(_ range: Range<Int>) -> Int? {
        guard (1...8).contains(range.count) else { return nil }
        var number = 0
        for index in range {
            guard (0x30...0x39).contains(self[index]) else { return nil }
            number = 10 * number + Int(self[index] - 0x30)
        }
        return number
    }

    fileprivate func text(_ range: Range<Int>) -> String {
        extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
}
