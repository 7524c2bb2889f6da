import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import NodeRequests
import NodeService
import ServiceLifecycle

/// Answers of any length: made as the client takes them.
extension Responder {
    /// How long a client may take nothing of what it has asked for: the node keeps old states of the
    /// database for it meanwhile.
    private static let longestStall = TimeAmount.minutes(5)

    /// A dump or backup. What it is of is in the head, as JSON. Its end is in the audit log.
    func snapshot(
        _ snapshot: NodeSnapshot, of route: Route, _ contentType: String, by caller: Caller,
        on channel: any Channel
    ) throws -> Response {
        let summary = String(decoding: try JSON.encode(snapshot.summary), as: UTF8.self)
        return Response(
            status: .ok, headers: [.contentType: contentType, .snapshotSummary: summary],
            body: ResponseBody { [audit] writer in
                var sent = 0
                do {
                    for try await octets in snapshot.octets {
                        guard !Task.isShuttingDownGracefully else {
                            throw NodeServiceError.stopping
                        }
                        try await Self.write(octets, to: &writer, on: channel)
                        sent += octets.count
                    }
                    try await writer.finish(nil)
                } catch {
                    audit.write(route, by: caller, "broke off after \(sent) octets")
                    throw error
                }
                audit.write(route, by: caller, "\(sent) octets")
            })
    }

    /// Changes as JSON, one a line. Who waits for more and goes away is let go of, as is who may no
    /// longer see them.
    func changes(
        _ request: Request, _ query: QueryParameters, from caller: Caller, on channel: any Channel
    ) async throws -> Response {
        let sequence = try query.number("after", in: 0...Int.max) ?? 0
        guard let following = [nil: false, "off": false, "on": true][query["follow"]] else {
            throw RequestError.badRequest("follow: on or off")
        }
        let all = try await node.changes(after: sequence, following: following)
        let changes = PulledSequence { [access] in
            let portion = try await all.next()
            try caller.now(by: access).require(Route.changes.roles)
            return portion
        }
        let body = request.body
        var headers: HTTPFields = [.contentType: "application/x-ndjson"]
        // Watching for the client's end uses the connection up.
        if following { headers[.connection] = "close" }
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                if following {
                    try await body.consumeWithCancellationOnInboundClose { _ in
                        try await Self.write(changes, to: &writer, on: channel)
                    }
                } else {
                    try await Self.write(changes, to: &writer, on: channel)
                }
                try await writer.finish(nil)
            })
    }

    @concurrent
    private static func write(
        _ changes: PulledSequence<[KeyChange]>, to writer: inout any ResponseBodyWriter,
        on channel: any Channel
    ) async throws {
        while let portion = try await cancelWhenGracefulShutdown({ try await changes.next() }) {
            let lines = try portion.flatMap { try JSON.encode($0) + [UInt8(ascii: "\n")] }
            try await write(lines, to: &writer, on: channel)
        }
    }

    /// Returns when the client has room for more.
    @concurrent
    private static func write(
        _ octets: [UInt8], to writer: inout any ResponseBodyWriter, on channel: any Channel
    ) async throws {
        let deadline = channel.eventLoop.scheduleTask(in: longestStall) {
            channel.close(promise: nil)
        }
        defer { deadline.cancel() }
        try await writer.write(ByteBuffer(bytes: octets))
        // The writer may run ahead of the event loop, which is where the room is known.
        try await channel.eventLoop.submit {}.get()
    }
}

extension HTTPField.Name {
    /// `SnapshotSummary` as JSON.
    static let snapshotSummary = HTTPField.Name("Claviger-Snapshot")!
}
