import NIOCore
import NodeRequests
import Synchronization

/// A gateway's connection for lookups: questions are sent at once by whoever asks, and a thread waits
/// for the answers, which come in their order.
final class LookupLane: Sendable {
    /// Why a question has no answer.
    enum Failure: Error {
        /// The connection ended, or could not be made: asked again, the same may be answered.
        case broken(reason: String)
        /// The node answers there, and not in this way.
        case notOffered
    }

    private struct Waiting {
        let continuation: CheckedContinuation<[UInt8], any Error>
        let since: ContinuousClock.Instant
    }

    private struct State {
        /// Nil until the node has switched to the protocol.
        var socket: StreamSocket?
        /// In the order of the questions.
        var waiting = CircularBuffer<Waiting>()
        /// Questions that the system has not taken yet.
        var outgoing: [UInt8] = []
        var isOver = false
        var used = ContinuousClock.now

        /// False when the connection broke.
        mutating func flush() -> Bool {
            guard let socket, !outgoing.isEmpty else { return true }
            guard let sent = socket.sendNow(outgoing) else { return false }
            outgoing.removeFirst(sent)
            return true
        }
    }

    /// How often it looks whether it has waited or rested for too long.
    private static let tick = Duration.seconds(5)

    private let path: SocketPath
    private let idleTimeout: Duration
    private let state = Mutex(State())

    init(path: SocketPath, idleTimeout: Duration) {
        self.path = path
        self.idleTimeout = idleTimeout
    }

    /// Questions without an answer; nil when no more can be asked.
    var load: Int? { state.withLock { $0.isOver ? nil : $0.waiting.count } }

    /// The frame that answers the frame `question`.
    func ask(_ question: [UInt8]) async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            let isOpen = state.withLock { state in
                guard !state.isOver else { return false }
                state.used = .now
                state.waiting.append(Waiting(continuation: continuation, since: state.used))
                state.outgoing += question
                // The thread that waits for answers sees a connection that broke.
                _ = state.flush()
                return true
            }
            if !isOpen { continuation.resume(throwing: Failure.broken(reason: "it has ended")) }
        }
    }

    func end() {
        state.withLock { state in
            state.isOver = true
            state.socket?.end()
        }
    }

    /// Connects and hands out answers until the connection ends. Blocks.
    func run() {
        let failure: Failure
        do throws(Failure) {
            let socket = try connect()
            let isWanted = state.withLock { state in
                state.socket = socket
                return !state.isOver && state.flush()
            }
            failure = isWanted ? receive(from: socket) : .broken(reason: "it has ended")
        } catch {
            failure = error
        }
        let waiting = state.withLock { state in
            state.isOver = true
            defer { state.waiting.removeAll() }
            return Array(state.waiting)
        }
        for waiting in waiting { waiting.continuation.resume(throwing: failure) }
    }

    private func receive(from socket: StreamSocket) -> Failure {
        var reader = FrameReader(largest: LookupFrames.largestAnswer)
        while true {
            switch reader.next(from: socket) {
            case .frame(let answer):
                let (asked, isOpen) = state.withLock { ($0.waiting.popFirst(), $0.flush()) }
                asked?.continuation.resume(returning: answer)
                guard asked != nil, isOpen else { return .broken(reason: "it broke off") }
            case .silence:
                guard isWorthKeeping() else { return .broken(reason: "no answer in time") }
            case .end: return .broken(reason: "the node closed it")
            }
        }
    }

    /// False when it is over: because a question has waited for too long, or none came.
    private func isWorthKeeping() -> Bool {
        state.withLock { state in
            let now = ContinuousClock.now
            if let oldest = state.waiting.first {
                return now - oldest.since < NodeSocketClient.promptly
            }
            state.isOver = now - state.used >= idleTimeout
            return !state.isOver
        }
    }

    private func connect() throws(Failure) -> StreamSocket {
        let (descriptor, error) = path.connectWaiting(atMost: Self.tick)
        guard error == 0 else { throw .broken(reason: SocketPath.reason(error)) }
        let socket = StreamSocket(owning: descriptor, receiving: Self.tick, sending: Self.tick)
        guard socket.send(Array(LookupFrames.switchRequest().utf8)) else {
            throw .broken(reason: "it broke off")
        }
        let head = Self.head(from: socket)
        guard head.hasSuffix("\r\n\r\n") else { throw .broken(reason: "the node closed it") }
        guard head.hasPrefix(LookupFrames.switched) else { throw .notOffered }
        return socket
    }

    /// The head of the answer, as far as it comes. The node says nothing more until it is asked.
    private static func head(from socket: StreamSocket) -> String {
        var head: [UInt8] = []
        var octet: [UInt8] = [0]
        // An octet at a time, once a connection: what follows is not ours to read here.
        while head.count < 4_096, head.suffix(4) != [0x0D, 0x0A, 0x0D, 0x0A] {
            let received = octet.withUnsafeMutableBytes { socket.receive(into: $0) }
            guard case .octets = received else { break }
            head += octet
        }
        return String(decoding: head, as: UTF8.self)
    }
}
