import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import NIOHTTP1
import NodeRequests
import NodeService
import Synchronization

/// Reads request bodies within the limit for one and the limits for all that are held at a moment.
///
/// Who finds no room is refused and does not wait: bodies that are half read and wait for each other
/// would hold their room for ever.
package final class RequestBodies: Sendable {
    /// Octets of all bodies together: four submissions of the largest size.
    package static let usualOctets = 4 * Responder.largestSubmission
    /// Of one user who is no operator: one such submission, so that three that misbehave leave room
    /// for the others.
    package static let usualOctetsOfOneUser = Responder.largestSubmission

    /// Octets that are held now.
    struct Held {
        var all = 0
        var ofUsers: [String: Int] = [:]
    }

    private let octets: Int
    private let octetsOfOneUser: Int
    let held = Mutex(Held())

    package init(octets: Int = usualOctets, octetsOfOneUser: Int = usualOctetsOfOneUser) {
        self.octets = octets
        self.octetsOfOneUser = octetsOfOneUser
    }

    /// Reads the whole body, gives it to `work` and counts its octets as held until that returns.
    ///
    /// - Throws: `NodeServiceError.busy` when there is no room for it.
    func withBody<Value>(
        of request: Request, limit: Int, from caller: Caller,
        _ work: ([UInt8]) async throws -> Value
    ) async throws -> Value {
        let declared = request.headers[.contentLength].flatMap { Int($0) }
        if let declared, declared > limit { throw RequestError.tooLarge(limit: limit) }
        let user = caller.roles.contains(.operator) ? nil : caller.name
        var body: [UInt8] = []
        defer { release(body.count, of: user) }
        for try await chunk in request.body {
            guard chunk.readableBytes <= limit - body.count else {
                throw RequestError.tooLarge(limit: limit)
            }
            guard take(chunk.readableBytes, for: user) else {
                throw NodeServiceError.busy(
                    "as many octets of requests are being read as are held at a time")
            }
            body.append(contentsOf: chunk.readableBytesView)
        }
        // A connection that ends in the middle of a body looks to Hummingbird like its end.
        if let declared, declared != body.count { throw HTTPParserError.invalidEOFState }
        return try await work(body)
    }

    /// - Parameter user: nil: whose part is not bounded.
    func take(_ octets: Int, for user: String?) -> Bool {
        held.withLock { held in
            guard octets <= self.octets - held.all else { return false }
            if let user {
                let ofUser = held.ofUsers[user, default: 0]
                guard octets <= octetsOfOneUser - ofUser else { return false }
                held.ofUsers[user] = ofUser + octets
            }
            held.all += octets
            return true
        }
    }

    func release(_ octets: Int, of user: String?) {
        held.withLock { held in
            held.all -= octets
            guard let user, let ofUser = held.ofUsers[user] else { return }
            held.ofUsers[user] = ofUser > octets ? ofUser - octets : nil
        }
    }
}
