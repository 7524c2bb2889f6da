import Logging
import NIOCore
import NodeService

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Accepts what comes to a listener, on one of several loops that do. For that loop's thread, hence
/// it may be declared `Sendable`.
final class Doorway: ReadinessWatcher, @unchecked Sendable {
    private let socket: ListeningSocket
    private let loop: ReadinessLoop
    private let refusals: Refusals
    private let reasons: ListenerReasons
    private let logger: Logger
    private let accepted: @Sendable (CInt, IPAddress?) -> Void
    private let onEnd: @Sendable () -> Void
    private var isWatching = false
    private var isClosed = false

    /// Accepted in a row before others of the loop have their turn.
    private static let portion = 16
    /// How long nothing is accepted after the system lacked a resource: trying at once would only
    /// burn the processor.
    private static let pause = TimeAmount.milliseconds(100)

    /// - Parameter onEnd: called when the system takes the listener away.
    init(
        _ socket: ListeningSocket, on loop: ReadinessLoop, refusals: Refusals,
        reasons: ListenerReasons, logger: Logger,
        accepted: @escaping @Sendable (CInt, IPAddress?) -> Void,
        onEnd: @escaping @Sendable () -> Void
    ) {
        self.socket = socket
        self.loop = loop
        self.refusals = refusals
        self.reasons = reasons
        self.logger = logger
        self.accepted = accepted
        self.onEnd = onEnd
    }

    /// From any thread.
    func open() { loop.post { self.start() } }

    /// Returns when nothing is accepted here any more. From any thread.
    func close() async {
        await withCheckedContinuation { continuation in
            loop.post {
                self.isClosed = true
                self.stop()
                continuation.resume()
            }
        }
    }

    private func start() {
        guard !isClosed, !isWatching else { return }
        isWatching = loop.watch(
            socket.descriptor, for: [.reading, .exclusive], by: self)
        if !isWatching { pause(for: "the system has no memory to watch the listener") }
    }

    private func stop() {
        if isWatching { loop.forget(socket.descriptor) }
        isWatching = false
    }

    func isReady(_ readiness: Readiness) {
        for _ in 0..<Self.portion {
            switch AcceptedSocket.next(of: socket.descriptor) {
            case .connection(let descriptor, let peer): accepted(descriptor, peer)
            case .none: return
            case .aborted: refusals.count(reasons.aborted)
            case .exhausted(let error): return pause(for: String(cString: strerror(error)))
            case .ended:
                isClosed = true
                stop()
                return onEnd()
            }
        }
    }

    private func pause(for reason: String) {
        refusals.count(reasons.resources)
        logger.warning("a connection could not be accepted", metadata: ["error": "\(reason)"])
        stop()
        loop.schedule(at: .now() + Self.pause) { self.start() }
    }
}
