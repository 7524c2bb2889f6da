import Hummingbird
import HummingbirdCore
import Keyring
import Listening
import Logging
import NIOCore
import NodeRequests
import NodeService
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Connections of gateways that ask for keys and for nothing else, switched from HTTP by
/// `GET /v1/lookups`. Each has a thread that waits for a question, looks the key up and sends it:
/// with HTTP and JSON a lookup cost a gateway several times what it costs the node.
final class LookupConnections: Sendable {
    /// Each has a thread. Some ten a gateway process are used; who gets none asks by HTTP.
    private static let most = 128
    /// Of one user who is no operator: those of a few processes.
    private static let mostOfOneUser = 48
    /// How long a gateway may take nothing of an answer.
    private static let longestStall = Duration.seconds(30)
    private static let switched =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: "
        + "\(LookupFrames.protocolName)\r\n\r\n"

    private struct State {
        var sockets: [ObjectIdentifier: StreamSocket] = [:]
        var isEnding = false
    }

    private let node: any NodeService
    private let access: LiveAccess
    private let idleTimeout: IdleTimeout
    private let room = ConnectionRoom(capacity: most)
    private let refusals: Refusals
    private let logger: Logger
    private let state = Mutex(State())
    private let (admitted, admission) = AsyncStream<Connection>.makeStream()

    private struct Connection: Sendable {
        let socket: StreamSocket
        let caller: Caller
        /// The one that the gateway's thread keeps to.
        let processor: Processor?
        let place: ConnectionRoom.Place
    }

    init(
        node: any NodeService, access: LiveAccess, idleTimeout: IdleTimeout, refusals: Refusals,
        logger: Logger
    ) {
        self.node = node
        self.access = access
        self.idleTimeout = idleTimeout
        self.refusals = refusals
        self.logger = logger
    }

    /// Serves what is admitted until ``end()``.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await connection in admitted {
                group.addTask(executorPreference: BlockingQueue()) { [self] in
                    await serve(connection)
                    leave(connection)
                }
            }
        }
    }

    /// Admits no more, and lets what has been asked be answered.
    func end() {
        let sockets = state.withLock { state in
            state.isEnding = true
            return Array(state.sockets.values)
        }
        admission.finish()
        for socket in sockets { socket.endReading() }
    }

    /// Takes the connection from which this request came away from HTTP. What is returned reaches
    /// nobody.
    ///
    /// - Parameter processor: the one that the gateway's thread for the connection keeps to.
    /// - Throws: `RequestError` when it asks for something else; `NodeServiceError` when there are
    ///   too many.
    func take(
        _ request: Request, from caller: Caller, on channel: any Channel,
        askingOn processor: Processor?
    ) async throws {
        let isAsked = (request.headers[.upgrade] ?? "").lowercased() == LookupFrames.protocolName
        guard isAsked, case .unixDomainSocket? = channel.localAddress else {
            throw RequestError.upgradeRequired
        }
        guard let place = enter(caller) else {
            refusals.count("socket.full")
            throw NodeServiceError.busy("as many connections for lookups as there may be are open")
        }
        guard let descriptor = try? await Self.descriptor(of: channel) else {
            place.leave()
            throw CancellationError()
        }
        let socket = StreamSocket(
            owning: descriptor, receiving: idleTimeout.duration, sending: Self.longestStall)
        let isAdmitted = state.withLock { state in
            guard !state.isEnding else { return false }
            state.sockets[ObjectIdentifier(socket)] = socket
            return true
        }
        guard isAdmitted else {
            place.leave()
            throw NodeServiceError.stopping
        }
        admission.yield(
            Connection(socket: socket, caller: caller, processor: processor, place: place))
    }

    /// A place that nobody else can take: who finds none asks by HTTP.
    private func enter(_ caller: Caller) -> ConnectionRoom.Place? {
        let isOperator = caller.roles.contains(.operator)
        let holder = ConnectionRoom.Holder(
            name: caller.name, share: isOperator ? nil : Self.mostOfOneUser)
        let place = room.enter(as: holder) {}
        place?.works()
        return place
    }

    /// A descriptor of the connection that stays when NIO has let go of its own.
    private static func descriptor(of channel: any Channel) async throws -> CInt? {
        let descriptor = try await channel.eventLoop.submit {
            let pipeline = channel.pipeline.syncOperations
            return try pipeline.withUnsafeTransportIfAvailable { (handle: NIOBSDSocket.Handle) in
                fcntl(handle, F_DUPFD_CLOEXEC, 0)
            }
        }.get()
        try? await channel.close().get()
        return descriptor.flatMap { $0 < 0 ? nil : $0 }
    }

    private func leave(_ connection: Connection) {
        state.withLock { $0.sockets[ObjectIdentifier(connection.socket)] = nil }
        connection.place.leave()
    }

    private func serve(_ connection: Connection) async {
        guard connection.socket.send(Array(Self.switched.utf8)) else { return }
        var reader = FrameReader(largest: LookupFrames.largestQuestion)
        while let question = answerAtOnce(connection, &reader) {
            let answer: [UInt8]
            do {
                answer = LookupFrames.answer(try await look(up: question))
            } catch {
                answer = failure(error)
            }
            guard connection.socket.send(answer) else { return }
        }
    }

    private func look(up question: LookupQuestion) async throws -> LookupAnswer {
        question.needsDigests
            ? try await node.lookup(question.query, limit: question.limit)
            : try await node.lookupWithoutDigests(question.query, limit: question.limit)
    }

    /// Answers what is to be answered at once, on the processor on which it is asked. Blocks.
    ///
    /// - Returns: a question that is not; nil when there are no more.
    private func answerAtOnce(
        _ connection: Connection, _ reader: inout FrameReader
    ) -> LookupQuestion? {
        connection.processor?.keepThread()
        // It is one of those that Dispatch lends.
        defer { if connection.processor != nil { Processor.freeThread() } }
        while case .frame(let frame) = reader.next(from: connection.socket) {
            let answer: [UInt8]
            do {
                let question = try read(frame, from: connection.caller)
                guard let octets = question.octets else { return question }
                answer = try answerAtOnce(question, octets: octets)
            } catch {
                answer = failure(error)
            }
            guard connection.socket.send(answer) else { return nil }
        }
        return nil
    }

    private func answerAtOnce(_ question: LookupQuestion, octets: Int) throws -> [UInt8] {
        var answer: Result<LookupAnswer, any Error>?
        node.lookupAtOnce(question.query, limit: question.limit, octets: octets) { answer = $0 }
        return LookupFrames.answer(try answer?.get())
    }

    private func read(_ frame: [UInt8], from caller: Caller) throws -> LookupQuestion {
        try caller.now(by: access).require(Route.lookups.roles)
        return try LookupQuestion(frame)
    }

    private func failure(_ error: any Error) -> [UInt8] {
        if error is RequestError {
            refusals.count("socket.request")
        } else if !(error is NodeServiceError) {
            logger.error("a lookup failed", metadata: ["error": "\(error)"])
        }
        return LookupFrames.failure(Messages.Failure(error: Failure(error).description))
    }
}
