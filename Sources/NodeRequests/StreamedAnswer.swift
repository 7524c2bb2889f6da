import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// An answer that is read as it comes.
///
/// For one reader, who makes one call at a time: that is why it may be declared `Sendable`.
package final class StreamedAnswer: @unchecked Sendable {
    private let headers: HTTPHeaders
    private var iterator: HTTPClientResponse.Body.AsyncIterator
    /// What was read behind the last whole line.
    private var rest: [UInt8] = []

    init(_ response: HTTPClientResponse) {
        headers = response.headers
        iterator = response.body.makeAsyncIterator()
    }

    package func header(_ name: String) -> String? { headers.first(name: name) }

    /// The next octets; nil at the end. An answer that breaks off is an error.
    package func next() async throws -> [UInt8]? {
        try await NodeConnection.translating {
            try await iterator.next().map { Array($0.readableBytesView) }
        }
    }

    /// The next whole lines, at least one, without their ends; nil at the end. Not to be mixed with
    /// ``next()``.
    package func nextLines() async throws -> [[UInt8]]? {
        while let octets = try await next() {
            var lines = (rest + octets).split(
                separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            rest = Array(lines.removeLast())
            if !lines.isEmpty { return lines.map { Array($0) } }
        }
        return nil
    }
}
