import Hummingbird
import HummingbirdCore
import NIOCore
import NIOHTTP1

/// Reads request bodies within the limit for one and the limit for all that are held at a moment.
struct RequestBodies: Sendable {
    private let budget: OctetBudget

    init(capacity: Int) {
        budget = OctetBudget(capacity: capacity)
    }

    /// Reads the whole body, gives it to `work` and counts its octets as held until that returns.
    func withBody<Value>(
        of request: Request, limit: Int, _ work: ([UInt8]) async throws -> Value
    ) async throws -> Value {
        let declared = request.headers[.contentLength].flatMap { Int($0) }
        if let declared, declared > limit { throw Refusal.tooLarge(limit: limit) }
        let reservation = budget.reservation()
        defer { withExtendedLifetime(reservation) {} }
        var body: [UInt8] = []
        for try await chunk in request.body {
            guard chunk.readableBytes <= limit - body.count else {
                throw Refusal.tooLarge(limit: limit)
            }
            guard reservation.grow(by: chunk.readableBytes) else { throw Refusal.busy }
            body.append(contentsOf: chunk.readableBytesView)
        }
        // A connection that ends in the middle of a body looks to Hummingbird like its end.
        if let declared, declared != body.count { throw HTTPParserError.invalidEOFState }
        return try await work(body)
    }

    /// Counts the octets of a body that is there as held until `work` is done with it.
    func hold<Value>(_ body: [UInt8], _ work: () async throws -> Value) async throws -> Value {
        let reservation = budget.reservation()
        defer { withExtendedLifetime(reservation) {} }
        guard reservation.grow(by: body.count) else { throw Refusal.busy }
        return try await work()
    }
}
