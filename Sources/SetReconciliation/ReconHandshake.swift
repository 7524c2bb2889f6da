/// The beginning of a recon connection, for either side, without a socket.
///
/// Both sides send a Config frame and then an unframed verdict, `passed` or `failed` with a reason.
/// The dialling side sends its configuration at once; the accepting side reads the dialler's first,
/// so that its owner can choose a profile by it, and then sends its own.
package struct ReconHandshake: Sendable {
    package enum Action: Hashable, Sendable {
        /// Write these bytes out now.
        case send([UInt8])
        /// Only for the accepting side: call `answer(with:)` or `refuse(with:reason:)`.
        case choose(ReconConfiguration)
        /// The handshake is over; `takeRemainder()` has what was received beyond it.
        case finished(Outcome)
    }

    package enum Outcome: Hashable, Sendable {
        /// Both sides passed: the accepting one may ask now.
        case accepted(ReconConfiguration)
        case refusedByUs(reason: String, peer: ReconConfiguration)
        /// For instance Hockeypuck's "sync not available, currently mutating".
        case refusedByPeer(reason: String, peer: ReconConfiguration)
    }

    private enum State: Hashable {
        case notStarted(own: ReconConfiguration?)
        case awaitingConfiguration(own: ReconConfiguration?)
        case awaitingChoice(peer: ReconConfiguration)
        case awaitingVerdict(peer: ReconConfiguration)
        case awaitingReason(peer: ReconConfiguration)
        case finished
    }

    private static let passed = Array("passed".utf8)
    private static let failed = Array("failed".utf8)

    private var state: State
    private var buffer = ReceiveBuffer()

    private init(own: ReconConfiguration?) {
        state = .notStarted(own: own)
    }

    /// The handshake of the side that called connect.
    package static func dialling(_ own: ReconConfiguration) -> ReconHandshake {
        ReconHandshake(own: own)
    }

    /// The handshake of the side that called accept.
    package static func accepting() -> ReconHandshake {
        ReconHandshake(own: nil)
    }

    package var isFinished: Bool { state == .finished }

    /// Begins. To be called once, before anything else.
    package mutating func start() -> [Action] {
        guard case .notStarted(let own) = state else {
            preconditionFailure("a handshake is started once")
        }
        state = .awaitingConfiguration(own: own)
        guard let own else { return [] }
        return [.send(own.message.frame)]
    }

    /// Takes received bytes, as many or as few as there are.
    ///
    /// - Throws: `ReconError` if the peer breaks the protocol: close the connection.
    package mutating func received(
        _ bytes: some Sequence<UInt8>
    ) throws(ReconError) -> [Action] {
        buffer.append(bytes)
        return try advance()
    }

    /// Answers a dialler's configuration by ours and by our verdict on it.
    package mutating func answer(with own: ReconConfiguration) throws(ReconError) -> [Action] {
        guard case .awaitingChoice(let peer) = state else {
            preconditionFailure("a configuration is answered once, when it was received")
        }
        let actions = judge(peer, refusal: own.refusal(of: peer), before: own.message.frame)
        return actions + (try advance())
    }

    /// Sends our configuration and refuses a dialler for a reason of our own.
    package mutating func refuse(with own: ReconConfiguration, reason: String) -> [Action] {
        guard case .awaitingChoice(let peer) = state else {
            preconditionFailure("a configuration is answered once, when it was received")
        }
        return judge(peer, refusal: reason, before: own.message.frame)
    }

    /// The bytes received beyond the handshake, which belong to the session's frame decoder.
    package mutating func takeRemainder() -> [UInt8] {
        precondition(isFinished, "what follows is known when the handshake is over")
        return buffer.takeAll()
    }

    private mutating func judge(
        _ peer: ReconConfiguration, refusal: String?, before: [UInt8]
    ) -> [Action] {
        var output = before
        guard let refusal else {
            output.appendReconString(Self.passed)
            state = .awaitingVerdict(peer: peer)
            return [.send(output)]
        }
        output.appendReconString(Self.failed)
        output.appendReconString(refusal.utf8.prefix(ReconLimits.string))
        state = .finished
        return [.send(output), .finished(.refusedByUs(reason: refusal, peer: peer))]
    }

    private mutating func advance() throws(ReconError) -> [Action] {
        var actions: [Action] = []
        while let new = try step() { actions += new }
        return actions
    }

    /// Makes one step by what was received; nil if that needs more bytes or the owner's choice.
    private mutating func step() throws(ReconError) -> [Action]? {
        switch state {
        case .notStarted:
            preconditionFailure("a handshake is started before it receives")
        case .awaitingConfiguration(let own):
            guard let peer = try nextConfiguration() else { return nil }
            if let own { return judge(peer, refusal: own.refusal(of: peer), before: []) }
            state = .awaitingChoice(peer: peer)
            return [.choose(peer)]
        case .awaitingVerdict(let peer):
            guard let verdict = try nextString() else { return nil }
            if verdict == Self.failed {
                state = .awaitingReason(peer: peer)
                return []
            }
            guard verdict == Self.passed else {
                throw .malformedHandshake(defect: "a verdict neither 'passed' nor 'failed'")
            }
            state = .finished
            return [.finished(.accepted(peer))]
        case .awaitingReason(let peer):
            guard let reason = try nextString() else { return nil }
            state = .finished
            let text = String(decoding: reason, as: UTF8.self)
            return [.finished(.refusedByPeer(reason: text, peer: peer))]
        case .awaitingChoice, .finished:
            return nil
        }
    }

    private mutating func nextConfiguration() throws(ReconError) -> ReconConfiguration? {
        var decoder = ReconFrameDecoder(phase: .configuration)
        decoder.append(buffer.available)
        guard let message = try decoder.next() else { return nil }
        guard case .config(let entries) = message else {
            throw .unexpectedMessage(message.type, expected: "Config")
        }
        let rest = decoder.takeRemainder()
        buffer.consume(buffer.available.count - rest.count)
        return try ReconConfiguration(entries)
    }

    private mutating func nextString() throws(ReconError) -> [UInt8]? {
        guard let length = buffer.peekInteger() else { return nil }
        guard length <= UInt32(ReconLimits.string) else {
            throw .malformedHandshake(defect: "a string of \(length) bytes")
        }
        let end = 4 + Int(length)
        guard buffer.available.count >= end else { return nil }
        let string = Array(buffer.available.prefix(end).dropFirst(4))
        buffer.consume(end)
        return string
    }
}
