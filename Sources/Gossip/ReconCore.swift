import NIOPosix
import SetReconciliation
import Synchronization

/// The session's state machine with the decoder before it. It works on threads of its own, since
/// solving a polynomial takes milliseconds and reading a large message no less.
final class ReconCore: Sendable {
    private struct State {
        var decoder = ReconFrameDecoder(phase: .session)
        var session: any ReconSession
    }

    /// What a message led to.
    struct Step: Sendable {
        let message: ReconMessage
        let actions: [ReconAction]
    }

    private let state: Mutex<State>
    private let solvers: NIOThreadPool

    /// - Parameter received: what followed the handshake.
    init(_ session: any ReconSession, received: [UInt8], solvers: NIOThreadPool) {
        var state = State(session: session)
        state.decoder.append(received)
        self.state = Mutex(state)
        self.solvers = solvers
    }

    var missing: Set<Element> { state.withLock { $0.session.missing } }
    var missingCount: Int { state.withLock { $0.session.missing.count } }
    var counters: ReconCounters { state.withLock { $0.session.counters } }
    var isInsideFrame: Bool { state.withLock { $0.decoder.isInsideFrame } }

    func start() -> [ReconAction] {
        state.withLock { $0.session.start() }
    }

    func append(_ bytes: [UInt8]) {
        state.withLock { $0.decoder.append(bytes) }
    }

    /// Hands the next message in; nil if it has not arrived as a whole.
    func step() async throws -> Step? {
        try await solvers.runIfActive { [self] in
            try state.withLock { state in
                guard let message = try state.decoder.next() else { return nil }
                return Step(message: message, actions: try state.session.received(message))
            }
        }
    }

    func loaded(_ answer: PrefixTreeAnswer) async throws -> [ReconAction] {
        try await solvers.runIfActive { [self] in
            try state.withLock { try $0.session.loaded(answer) }
        }
    }
}
