import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import OpenPGP

/// What the gateway says to one request, before it becomes Hummingbird's.
struct Answer: Sendable {
    var status: HTTPResponse.Status
    var headers: AnswerFields
    var body: [UInt8]
    /// What it takes of the budget for large answers, until it is sent.
    private(set) var reservation: OctetBudget.Reservation?

    init(status: HTTPResponse.Status = .ok, contentType: String, body: [UInt8]) {
        self.status = status
        self.body = body
        headers = [.contentType: contentType]
    }

    /// Plain text: also every refusal to people, since what is no HTML cannot run in a browser.
    init(status: HTTPResponse.Status = .ok, text: String) {
        self.init(status: status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
    }

    init(html: String) {
        self.init(contentType: "text/html; charset=utf-8", body: Array(html.utf8))
        // Nothing on our pages runs or is loaded from elsewhere, so nothing injected may either.
        headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'"
    }

    init(status: HTTPResponse.Status = .ok, json value: some Encodable) throws {
        self.init(
            status: status, contentType: "application/json", body: try JSONText.encode(value))
    }

    /// Which methods a place knows, for `OPTIONS`.
    init(options methods: String) {
        self.init(contentType: "text/plain; charset=utf-8", body: [])
        headers[.allow] = methods
        headers[.accessControlAllowMethods] = methods
        headers[.accessControlAllowHeaders] = "Content-Type"
        // A day: what there is changes with the program only. Browsers cut it to what they like.
        headers[.accessControlMaxAge] = "86400"
    }

    /// Gives it an entity tag made of its content (RFC 9110 §8.8.3): equal content, equal tag, so a
    /// client that asks again for what has not changed is told so without it.
    mutating func tag() {
        headers.add(.eTag, MessageDigest.sha256(body).prefix(16).quotedHexadecimal)
    }
}

extension Answer {
    /// Octets given to the channel at a time: a client that reads slowly then holds this much in
    /// the channel, and progress can be seen.
    private static let chunk = 64 << 10

    /// As it is sent: with the fields that every answer has, and its length, so that it is never
    /// chunked; to `HEAD` without its body, and neither to who has it already.
    ///
    /// - Parameter known: the tags of what the client has: `If-None-Match`.
    consuming func completed(toHead isHead: Bool, known: String?) -> Answer {
        var answer = self
        answer.headers.add(.xContentTypeOptions, "nosniff")
        if !answer.headers.contains(.cacheControl) { answer.headers.add(.cacheControl, "no-cache") }
        if let known, answer.isAmong(known) {
            answer.status = .notModified
            answer.headers[.contentType] = nil
            answer.body = []
            return answer
        }
        answer.headers.add(.contentLength, String(answer.body.count))
        if isHead { answer.body = [] }
        return answer
    }

    /// Whether it is sent piece by piece.
    var isLarge: Bool { body.count > Self.chunk }

    /// Counts a large one as held until it is sent.
    ///
    /// - Throws: ``Refusal/busy`` when the budget is spent.
    mutating func hold(in budget: OctetBudget) throws(Refusal) {
        guard isLarge else { return }
        let reservation = budget.reservation()
        guard reservation.grow(by: body.count) else { throw .busy }
        self.reservation = reservation
    }

    /// As Hummingbird sends it once it is ``completed(toHead:known:)`` and held.
    func response(on channel: any Channel) -> Response {
        guard !body.isEmpty else { return Response(status: status, headers: headers.httpFields) }
        let buffer = ByteBuffer(bytes: body)
        guard isLarge else {
            return Response(
                status: status, headers: headers.httpFields, body: .init(byteBuffer: buffer))
        }
        let (eventLoop, reservation) = (channel.eventLoop, reservation)
        let streamed = ResponseBody(contentLength: body.count) { writer in
            var rest = buffer
            while rest.readableBytes > 0 {
                let length = min(rest.readableBytes, Self.chunk)
                guard let slice = rest.readSlice(length: length) else { break }
                try await writer.write(slice)
                // The writer learns that the client is slow only when the event loop has seen
                // what was written; until then it would take everything.
                try await eventLoop.submit {}.get()
            }
            try await writer.finish(nil)
            withExtendedLifetime(reservation) {}
        }
        return Response(status: status, headers: headers.httpFields, body: streamed)
    }

    /// Whether the client names the tag of this answer as one that it has (RFC 9110 §13.1.2).
    private func isAmong(_ known: String) -> Bool {
        guard status == .ok, let tag = headers[.eTag] else { return false }
        return known.split(separator: ",").contains { candidate in
            let candidate = candidate.trimmingPrefix { $0 == " " || $0 == "\t" }
            return candidate.hasPrefix(tag) || candidate.hasPrefix("W/\(tag)") || candidate == "*"
        }
    }
}

extension HTTPField.Name {
    /// How many keys an answer is about, as SKS says it.
    static let hkpResultsCount = Self("X-HKP-Results-Count")!
}

extension ArraySlice<UInt8> {
    /// Two digits of lower case for each octet, in quotes.
    fileprivate var quotedHexadecimal: String {
        let digits = StaticString("0123456789abcdef")
        let length = 2 * count + 2
        return String(unsafeUninitializedCapacity: length) { text in
            text[0] = UInt8(ascii: "\"")
            digits.withUTF8Buffer { digits in
                for (index, octet) in enumerated() {
                    text[2 * index + 1] = digits[Int(octet >> 4)]
                    text[2 * index + 2] = digits[Int(octet & 15)]
                }
            }
            text[length - 1] = UInt8(ascii: "\"")
            return length
        }
    }
}
