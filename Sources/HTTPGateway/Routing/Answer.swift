import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import OpenPGP

/// What the gateway says to one request, before it becomes Hummingbird's.
struct Answer: Sendable {
    var status: HTTPResponse.Status
    var headers: HTTPFields
    var body: [UInt8]

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
        let digest = MessageDigest.sha256(body).prefix(16)
        headers[.eTag] = "\"" + digest.map { hexadecimal($0) }.joined() + "\""
    }
}

extension Answer {
    /// Octets given to the channel at a time: a client that reads slowly then holds this much in
    /// the channel, and progress can be seen.
    private static let chunk = 64 << 10

    /// As Hummingbird sends it, with its length, so that it is never chunked; to `HEAD` without its
    /// body, and neither to who has it already. A large one counts as held in `budget` until it is
    /// sent.
    ///
    /// - Throws: ``Refusal/busy`` when the budget is spent.
    func response(
        to request: Request, on channel: any Channel, budget: OctetBudget
    ) throws(Refusal) -> Response {
        var headers = headers
        headers[.xContentTypeOptions] = "nosniff"
        headers[.cacheControl] = headers[.cacheControl] ?? "no-cache"
        if isKnown(to: request) {
            headers[.contentType] = nil
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentLength] = String(body.count)
        if request.method == .head || body.isEmpty {
            return Response(status: status, headers: headers)
        }
        let isLarge = body.count > Self.chunk
        let reservation = budget.reservation()
        guard !isLarge || reservation.grow(by: body.count) else { throw .busy }
        let buffer = ByteBuffer(bytes: body)
        guard isLarge else {
            return Response(status: status, headers: headers, body: .init(byteBuffer: buffer))
        }
        let eventLoop = channel.eventLoop
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
        return Response(status: status, headers: headers, body: streamed)
    }

    /// Whether the client names the tag of this answer as one that it has (RFC 9110 §13.1.2).
    private func isKnown(to request: Request) -> Bool {
        guard status == .ok, let tag = headers[.eTag], let known = request.headers[.ifNoneMatch]
        else { return false }
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

/// Two digits of lower case.
private func hexadecimal(_ octet: UInt8) -> String {
    (octet < 16 ? "0" : "") + String(octet, radix: 16)
}
