import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

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

    /// Plain text: also every refusal, since what is no HTML cannot run in a browser.
    init(status: HTTPResponse.Status = .ok, text: String) {
        self.init(status: status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
    }

    init(html: String) {
        self.init(contentType: "text/html; charset=utf-8", body: Array(html.utf8))
        // Nothing on our pages runs or is loaded from elsewhere, so nothing injected may either.
        headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'"
    }
}

extension Answer {
    /// Octets given to the channel at a time: a client that reads slowly then holds this much in
    /// the channel, and progress can be seen.
    private static let chunk = 64 << 10

    /// As Hummingbird sends it, with its length, so that it is never chunked; to `HEAD` without its
    /// body. A large one counts as held in `budget` until it is sent.
    ///
    /// - Throws: `HKPError.busy` when the budget is spent.
    func response(
        toHead isHead: Bool, on channel: any Channel, budget: OctetBudget
    ) throws(HKPError) -> Response {
        var headers = headers
        headers[.contentLength] = String(body.count)
        headers[.xContentTypeOptions] = "nosniff"
        headers[.cacheControl] = headers[.cacheControl] ?? "no-cache"
        if isHead || body.isEmpty {
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
}

extension HTTPField.Name {
    /// How many keys an answer is about, as SKS says it.
    static let hkpResultsCount = Self("X-HKP-Results-Count")!
}
