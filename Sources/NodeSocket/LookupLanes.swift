import Dispatch
import Keyring
import NodeRequests
import Synchronization

/// How a gateway process asks for keys: over a few connections that are kept and carry nothing else.
final class LookupLanes: Sendable {
    /// Point lookups take the node some ten microseconds: many share a connection, and what they
    /// ask and answer goes together.
    private static let prompt = Kind(most: 4, enough: 16)
    /// Searches take longer, and would hold up what is asked behind them: each has a connection, as
    /// many as a gateway works on at a time.
    private static let searching = Kind(most: 8, enough: 0)

    private struct Kind {
        /// Connections at a time.
        let most: Int
        /// Another is made when each has more questions under way.
        let enough: Int
    }

    private struct State {
        var prompt: [LookupLane] = []
        var searching: [LookupLane] = []
        var isClosed = false
    }

    private let path: SocketPath
    private let idleTimeout: Duration
    private let state = Mutex(State())

    init(path: SocketPath, idleTimeout: Duration) {
        self.path = path
        self.idleTimeout = idleTimeout
    }

    /// Nil when the node does not offer it.
    func lookup(_ query: KeyQuery, limit: Int, digests: Bool) async throws -> LookupAnswer? {
        let question = LookupQuestion(query: query, limit: limit, needsDigests: digests).frame
        do throws(any Error) {
            let answer: [UInt8]
            do {
                answer = try await lane(for: query).ask(question)
            } catch LookupLane.Failure.broken {
                // It may have ended while it waited for this, as when the node was started again.
                answer = try await lane(for: query).ask(question)
            }
            return try LookupFrames.readAnswer(answer)
        } catch LookupLane.Failure.notOffered {
            return nil
        } catch LookupLane.Failure.broken(let reason) {
            throw NodeSocketError.unreachable(path.text, reason: reason)
        }
    }

    func close() {
        let lanes = state.withLock { state in
            state.isClosed = true
            return state.prompt + state.searching
        }
        for lane in lanes { lane.end() }
    }

    private func lane(for query: KeyQuery) throws(LookupLane.Failure) -> LookupLane {
        let lane = state.withLock { state -> LookupLane? in
            guard !state.isClosed else { return nil }
            if case .words = query { return leastBusy(in: &state.searching, Self.searching) }
            return leastBusy(in: &state.prompt, Self.prompt)
        }
        guard let lane else { throw .broken(reason: "it has been closed") }
        return lane
    }

    /// The least busy, or a new one where each has enough to do.
    private func leastBusy(in lanes: inout [LookupLane], _ kind: Kind) -> LookupLane {
        let open = lanes.compactMap { lane in lane.load.map { (lane, $0) } }
        let least = open.min { $0.1 < $1.1 }
        if let least, least.1 <= kind.enough || open.count >= kind.most { return least.0 }
        let lane = LookupLane(path: path, idleTimeout: idleTimeout)
        lanes = open.map(\.0) + [lane]
        DispatchQueue(label: "claviger.lookups").async { lane.run() }
        return lane
    }
}
