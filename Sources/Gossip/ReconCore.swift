import NIOPosix
import SetReconciliation
import Synchronization
import Telemetry

/// The exchange of one session on the threads that may wait, since solving a polynomial, reading
/// elements or a large message takes a while. All that has arrived is worked off in one go: a
/// session is woken for each read, not for each message.
final class ReconCore: Sendable {
    private struct State {
        var exchange: ReconExchange
        var processorTime = Duration.zero
    }

    private let state: Mutex<State>
    private let solvers: NIOThreadPool

    init(_ exchange: ReconExchange, solvers: NIOThreadPool) {
        state = Mutex(State(exchange: exchange))
        self.solvers = solvers
    }

    var missing: Set<Element> { state.withLock { $0.exchange.session.missing } }
    var counters: ReconCounters { state.withLock { $0.exchange.session.counters } }
    /// What the session has cost of a processor's time but for the kernel's passing on of octets.
    var processorTime: Duration { state.withLock { $0.processorTime } }

    /// Runs to the regular end of the session.
    ///
    /// - Parameter received: what followed the handshake.
    /// - Throws: ``GossipError``, `ReconError`, or an error of the socket or of the database.
    func run(received: [UInt8], reading reader: inout ReconReader) async throws {
        var isOver = try await work { try $0.start() || $0.received(received) }
        while !isOver {
            guard let bytes = try await reader.read() else {
                throw state.withLock { $0.exchange.isInsideFrame }
                    ? GossipError.closedInsideMessage : GossipError.closedInSession
            }
            isOver = try await work { try $0.received(bytes) }
        }
    }

    private func work(
        _ body: @escaping @Sendable (inout ReconExchange) throws -> Bool
    ) async throws -> Bool {
        try await solvers.runIfActive { [self] in
            try state.withLock { state in
                let began = ThreadClock.now
                defer { state.processorTime += ThreadClock.now - began }
                return try body(&state.exchange)
            }
        }
    }
}
