import AsyncHTTPClient
import NIOCore
import NIOHTTP1
package import NodeService
package import OpenPGP

extension NodeSocketClient: OperatorService {
    package func dump() async throws -> NodeSnapshot { try await snapshot(.dump) }
    package func backup() async throws -> NodeSnapshot { try await snapshot(.backup) }

    private func snapshot(_ route: Route) async throws -> NodeSnapshot {
        let response = try await stream(route)
        let name = "Claviger-Snapshot"
        guard let text = response.headers.first(name: name),
            let summary = try? JSON.decode(SnapshotSummary.self, from: Array(text.utf8))
        else { throw NodeSocketError.unexpectedAnswer("\(route.request.path): no \(name)") }
        let body = StreamedBody(response.body)
        return NodeSnapshot(
            summary: summary, octets: PulledSequence { try await self.next(of: body) })
    }

    package func changes(
        after sequence: Int, following: Bool
    ) async throws -> PulledSequence<[KeyChange]> {
        var parameters = QueryParameters()
        parameters.append("after", String(sequence))
        parameters.append("follow", following ? "on" : "off")
        let response = try await stream(.changes, parameters)
        let body = StreamedBody(response.body)
        return PulledSequence {
            while let octets = try await self.next(of: body) {
                let changes = try body.lines(with: octets).map { line in
                    do {
                        return try JSON.decode(KeyChange.self, from: line)
                    } catch {
                        throw NodeSocketError.unexpectedAnswer("a change: \(error)")
                    }
                }
                if !changes.isEmpty { return changes }
            }
            return nil
        }
    }

    package func remove(
        _ fingerprint: Fingerprint, reason: String, anyway: Bool, by: String
    ) async throws -> RemovalReport {
        let order = Messages.RemovalOrder(
            fingerprint: fingerprint.hex, reason: reason, anyway: anyway, by: by)
        return try await ask(
            .remove, body: try JSON.encode(order), contentType: "application/json",
            for: RemovalReport.self)
    }

    package func letBack(_ fingerprint: Fingerprint) async throws -> RemovalReport {
        let order = Messages.RemovalOrder(
            fingerprint: fingerprint.hex, reason: nil, anyway: nil, by: nil)
        return try await ask(
            .letBack, body: try JSON.encode(order), contentType: "application/json",
            for: RemovalReport.self)
    }

    package func removals() async throws -> [Removal] {
        try await ask(.removals, for: Messages.Removals.self, within: Self.promptly).removals
    }

    /// The next octets of an answer; an answer that breaks off is an error.
    private func next(of body: StreamedBody) async throws -> [UInt8]? {
        try await translating { try await body.next() }
    }
}

/// The body of an answer that is read as it comes.
///
/// For one reader, who makes one call at a time: that is why it may be declared `Sendable`.
private final class StreamedBody: @unchecked Sendable {
    private var iterator: HTTPClientResponse.Body.AsyncIterator
    /// What was read behind the last whole line.
    private var rest: [UInt8] = []

    init(_ body: HTTPClientResponse.Body) { iterator = body.makeAsyncIterator() }

    func next() async throws -> [UInt8]? {
        try await iterator.next().map { Array($0.readableBytesView) }
    }

    /// The lines that these octets complete, without their ends.
    func lines(with octets: [UInt8]) -> [[UInt8]] {
        var lines = (rest + octets).split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        rest = Array(lines.removeLast())
        return lines.map { Array($0) }
    }
}
