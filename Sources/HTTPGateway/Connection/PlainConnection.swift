import Listening
import NIOCore
import NodeService
import Telemetry

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A connection as long as it is asked for nothing but keys, or brings some: requests are read and
/// answered on a ``ReadinessLoop``, from octets to octets; what takes longer is done by a task
/// meanwhile. With the first one that is anything else, or only not written as nearly all clients
/// write it, it goes to NIO (``GatewayChannel``), and stays there.
///
/// For its loop's thread alone, which is why it may be declared `Sendable`.
final class PlainConnection: LoopConnection, ReadinessWatcher, @unchecked Sendable {
    private let descriptor: CInt
    private let client: ClientAddress
    private let peer: IPAddress?
    private let group: PlainConnections
    private let bounds: PlainRequest.Bounds
    private var state: ConnectionState
    private var place: ConnectionRoom.Place?
    /// What has come; what is before `taken` is answered.
    private var received: [UInt8] = []
    private var taken = 0
    /// An answer of which the system has not taken all, and how much it has.
    private var unsent: Unsent?
    /// Pieces in which the request that stands first in `received` has come so far.
    private var pieces = 0
    /// The head of that request has begun and not ended: nothing is to be done before a line ends.
    private var isInHead = false
    /// Until when the rest of a body is waited for here.
    private var patience: NIODeadline?
    /// The request that stands first in `received`, while the node is asked for what it wants.
    private var asked: PlainRequest?
    /// Answers that are there at once are sent, and nothing more: what follows is taken up after.
    private var isTaking = false
    /// The client has said that it asks for nothing after what was answered last. Not who brings
    /// something: old ones send an empty line behind it (RFC 9112 §2.2).
    private var isLast = false
    private var watched: Readiness?
    private var isOver = false

    private struct Unsent {
        let octets: [UInt8]
        var sent = 0
        let reservation: OctetBudget.Reservation?
    }

    /// Octets given to the system at a time, so that a long answer does not hold up the loop.
    private static let portion = 256 << 10
    /// More of `received` than this is not kept for the next requests. Octets.
    private static let kept = 8 << 10
    /// A body that comes in more pieces is waited for no more: each time the head is read anew.
    private static let mostPieces = 8
    /// How long a body may take: as good as every client sends a short one at once.
    private static let bodyDuration = TimeAmount.seconds(1)

    init(_ descriptor: CInt, from peer: IPAddress?, in group: PlainConnections) {
        let settings = group.gateway.live.current
        self.descriptor = descriptor
        self.peer = peer
        self.group = group
        client = ClientAddress(peer: peer, trusted: settings.configuration.trustedProxies)
        bounds = PlainRequest.Bounds(settings.configuration.limits)
        state = ConnectionState(durations: settings.durations, now: .now())
    }

    var deadline: NIODeadline? {
        guard let patience else { return state.deadline }
        return state.deadline.map { min($0, patience) } ?? patience
    }

    func begin() -> Bool {
        place = group.enter(self)
        guard place != nil else { return false }
        group.gateway.metrics.connections.rise()
        receive()
        return true
    }

    // MARK: Receiving

    func isReady(_ readiness: Readiness) {
        if readiness.contains(.broken) { return close() }
        if readiness.contains(.writing) { flush() }
        if readiness.contains(.reading), !isOver { receive() }
    }

    private func receive() {
        guard asked == nil, unsent == nil else {
            // It waits in the system.
            return watch(for: unsent == nil ? [] : .writing)
        }
        let buffer = group.buffer
        let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
        guard count > 0 else {
            if count < 0, errno == EAGAIN || errno == EINTR { return watch(for: .reading) }
            // What a head that broke off is told is told by HTTP.
            return count == 0 && taken < received.count ? handOver() : close()
        }
        if !state.ignoresInput {
            let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            received.append(contentsOf: piece)
            pieces += 1
            if !isInHead || piece.contains(UInt8(ascii: "\n")) || unanswered >= bounds.octets {
                takeRequests()
            }
        }
        if !isOver, watched == nil { watch(for: .reading) }
    }

    private func takeRequests() {
        isTaking = true
        while asked == nil, !isOver, unsent == nil, taken < received.count {
            guard !state.ignoresInput else {
                taken = received.count
                break
            }
            guard let request = plainRequest() else {
                isInHead = isBeginningOfHead
                if !isInHead { handOver() }
                break
            }
            isInHead = false
            guard request.bodyLength <= bounds.body, request.octetCount <= unanswered else {
                waitForBody(of: request)
                break
            }
            pieces = 0
            patience = nil
            ask(request)
        }
        isTaking = false
        if taken == received.count {
            received.removeAll(keepingCapacity: received.capacity <= Self.kept)
            taken = 0
        }
    }

    /// Octets that have come and are not answered.
    private var unanswered: Int { received.count - taken }

    private func plainRequest() -> PlainRequest? {
        let request = PlainRequest(
            received.span.extracting(taken..<received.count), within: bounds)
        guard let request, client.isKnown(by: request) else { return nil }
        return request
    }

    /// Whether the rest of a head may still come.
    private var isBeginningOfHead: Bool {
        let octets = Array(received[taken...])
        return PlainRequest.mayBegin(octets.span, within: bounds)
    }

    /// The head is here, and not all of the body, or it is none that is taken here. NIO is not
    /// troubled before a good part of it has come: a client that sends a head and dies costs no
    /// channel. Whoever dawdles is told of it by HTTP.
    private func waitForBody(of request: PlainRequest) {
        let enough = request.headLength + min(request.bodyLength, bounds.body)
        guard unanswered < enough, pieces < Self.mostPieces else { return handOver() }
        guard patience == nil else { return }
        patience = .now() + Self.bodyDuration
        group.expect(patience)
    }

    private func ask(_ request: PlainRequest) {
        let now = NIODeadline.now()
        state.receivedHead(isKeepAlive: request.isKeepAlive, isHTTP10: request.isHTTP10, now: now)
        state.receivedEnd(now: now)
        asked = request
        if request.method == .post {
            giveToTask(request)
        } else {
            group.gateway.answerAtOnce(request) { answer in
                guard answer == nil, !self.isOver, let request = self.asked else {
                    return self.answer(with: answer)
                }
                self.giveToTask(request)
            }
        }
        if asked != nil { place?.works() }
    }

    /// Has it answered by a task, which comes back to the loop.
    private func giveToTask(_ request: PlainRequest) {
        let begin = taken + request.headLength
        let body = Array(received[begin..<taken + request.octetCount])
        guard let client = try? client.client(forwardedFor: request.forwardedFor),
            let taker = group.gateway.taker(of: request, from: client)
        else { return answer(with: nil) }
        group.gateway.metrics.received.add(body.count)
        let loop = group.loop
        group.conversations.begin {
            let answer = await taker(body)
            loop.post {
                self.answer(with: answer)
                // As long as the task took there was none.
                if !self.isOver { self.group.expect(self.deadline) }
            }
        }
    }

    /// Answers what was asked.
    ///
    /// - Parameter answer: nil when it is not for us to answer.
    private func answer(with answer: Answer?) {
        guard let request = asked else { return }
        asked = nil
        guard !isOver else { return }
        guard let answer else {
            state.withdrewRequest()
            return handOver()
        }
        taken += request.octetCount
        isLast = !request.isKeepAlive && request.method != .post
        send(answer)
        guard !isTaking, !isOver else { return }
        takeRequests()
        if !isOver, unsent == nil { watch(for: .reading) }
    }

    // MARK: Sending

    private func send(_ answer: Answer) {
        let now = NIODeadline.now()
        let persistence = state.startedAnswer(closing: false, now: now)
        let octets = answer.octets(persistence, under: group.gateway.letterhead)
        group.gateway.metrics.sent.add(answer.body.count)
        unsent = Unsent(octets: octets, reservation: answer.reservation)
        flush()
        if unsent != nil, !isOver { place?.works() }
    }

    private func flush() {
        guard let rest = unsent else { return }
        let count = rest.octets.withUnsafeBytes { octets in
            Glibc.send(
                descriptor, octets.baseAddress! + rest.sent,
                min(octets.count - rest.sent, Self.portion), CInt(MSG_NOSIGNAL))
        }
        guard count >= 0 || errno == EAGAIN || errno == EINTR else { return close() }
        guard rest.sent + count == rest.octets.count else {
            if count > 0 {
                unsent?.sent += count
                state.wroteBody(now: .now())
            }
            return watch(for: .writing)
        }
        unsent = nil
        state.finishedAnswer(now: .now())
        flushed()
    }

    private func flushed() {
        place?.served()
        if state.flushed(now: .now()) {
            // Octets that come after a close have the system tell the client that its answer is void
            // (RFC 9112 §9.6). None come from this one, and it is spared three system calls.
            if isLast, taken == received.count { return close() }
            state.closedOutput(now: .now())
            shutdown(descriptor, CInt(SHUT_WR))
            watch(for: .reading)
            group.expect(state.deadline)
        } else if !isTaking {
            takeRequests()
            if !isOver, unsent == nil { watch(for: .reading) }
        }
    }

    // MARK: Ending

    func quiesce() {
        if state.quiesce(now: .now()) { close() } else { group.expect(state.deadline) }
    }

    func reachedDeadline() {
        // What a body that stops halfway is told is told by HTTP.
        if patience != nil { return handOver() }
        if state.isSending || (state.requestsSeen == 0 && !state.ignoresInput) {
            group.gateway.refusals.count("hkp.slow")
        }
        close()
    }

    func close() {
        guard leave() else { return }
        Glibc.close(descriptor)
    }

    /// Gives it to NIO, with what has come and is not answered.
    private func handOver() {
        guard leave() else { return }
        group.adopt(
            AdoptedConnection(
                descriptor: descriptor, peer: peer, octets: Array(received[taken...]),
                state: state))
        received = []
        taken = 0
    }

    /// False when it is not here any more.
    private func leave() -> Bool {
        guard !isOver else { return false }
        isOver = true
        if watched != nil { group.loop.forget(descriptor) }
        group.remove(descriptor)
        place?.leave()
        place = nil
        group.gateway.metrics.connections.fall()
        return true
    }

    private func watch(for readiness: Readiness) {
        guard !isOver, watched != readiness else { return }
        if watched == nil {
            guard group.loop.watch(descriptor, for: readiness, by: self) else { return close() }
        } else {
            group.loop.change(descriptor, to: readiness)
        }
        watched = readiness
    }
}
