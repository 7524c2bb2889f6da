import OpenPGP
import SetReconciliation

/// What a recon peer sends. The first octet says who hears it; the rest is the stream.
enum ReconTarget: FuzzTarget {
    static let name = "recon"
    static let framing: (any Framing)? = LengthFraming(head: 1)

    private enum Listener: UInt8, CaseIterable {
        case configurationDecoder, sessionDecoder, dialler, acceptor, requester, responder
    }

    private static let configuration = ReconConfiguration(
        httpPort: 11371, filters: ["yminsky.dedup", "yminsky.merge"])

    /// Small enough that no input takes long for good reasons.
    private static let budget = ReconBudget(
        maximumMissing: 400, maximumOffered: 400, maximumSolves: 8, maximumMessages: 100)

    static func run(_ input: [UInt8]) {
        guard let first = input.first,
            let listener = Listener(rawValue: first % UInt8(Listener.allCases.count))
        else { return }
        let stream = Array(input.dropFirst())
        switch listener {
        case .configurationDecoder: decode(stream, phase: .configuration)
        case .sessionDecoder: decode(stream, phase: .session)
        case .dialler: shakeHands(.dialling(configuration), stream)
        case .acceptor: shakeHands(.accepting(), stream)
        case .requester: hear(stream, by: ReconRequester(budget: budget))
        case .responder: hear(stream, by: ReconResponder(budget: budget, seed: 1))
        }
    }

    // MARK: Messages

    private static func decode(_ stream: [UInt8], phase: ReconFrameDecoder.Phase) {
        let whole = messages(of: CollectionOfOne(stream[...]), phase: phase)
        let pieces = messages(of: Chunks(stream), phase: phase)
        require(
            whole.messages == pieces.messages && whole.error == pieces.error,
            "what is decoded does not depend on the pieces")
        for message in whole.messages {
            require(!message.description.isEmpty, "a message can be shown")
            var again = ReconFrameDecoder(phase: phase)
            again.append(message.frame)
            require((try? again.next()) == message, "what is encoded decodes to the same")
        }
    }

    private static func messages(
        of pieces: some Sequence<ArraySlice<UInt8>>, phase: ReconFrameDecoder.Phase
    ) -> (messages: [ReconMessage], error: ReconError?) {
        var decoder = ReconFrameDecoder(phase: phase)
        var messages: [ReconMessage] = []
        for piece in pieces {
            decoder.append(piece)
            do throws(ReconError) {
                while let message = try decoder.next() { messages.append(message) }
            } catch {
                return (messages, error)
            }
        }
        return (messages, nil)
    }

    // MARK: Handshake

    private static func shakeHands(_ new: ReconHandshake, _ stream: [UInt8]) {
        var handshake = new
        var actions = handshake.start()
        var received = 0
        for piece in Chunks(stream) {
            do throws(ReconError) {
                received += piece.count
                actions += try handshake.received(piece)
                if case .choose = actions.last {
                    actions += try handshake.answer(with: configuration)
                }
            } catch {
                require(!error.description.isEmpty, "an error says what is wrong")
                return
            }
            if handshake.isFinished { break }
        }
        guard handshake.isFinished else { return }
        require(
            handshake.takeRemainder().count <= received, "what remains is what was received")
        if case .finished = actions.last { return }
        require(false, "a handshake that is over says how it ended")
    }

    // MARK: Sessions

    private static func hear(_ stream: [UInt8], by session: some ReconSession) {
        var listener = ReconListener(session)
        do {
            try listener.start()
            for piece in Chunks(stream) where !listener.isFinished { try listener.hear(piece) }
        } catch let error as ReconError {
            require(!error.description.isEmpty, "an error says what is wrong")
        } catch {
            require(false, "the tree answers whatever the peer asks: \(error)")
        }
        require(
            listener.missing.count <= budget.maximumMissing, "no more is missing than is fetched")
    }

    static func seeds(from keys: [TransferablePublicKey]) throws -> [[UInt8]] {
        let talk = try ReconTrees.talk()
        let hello = configuration.message.frame
        let passed = bigEndian(6) + Array("passed".utf8)
        let failed = bigEndian(6) + Array("failed".utf8) + bigEndian(2) + Array("no".utf8)
        func seed(_ listener: Listener, _ stream: [UInt8]) -> [UInt8] {
            [listener.rawValue] + stream
        }
        return [
            seed(.configurationDecoder, hello), seed(.dialler, hello + passed),
            seed(.dialler, hello + failed), seed(.acceptor, hello + passed),
            seed(.acceptor, hello + failed),
        ]
            + talk.replies.map { seed(.requester, $0) } + talk.requests.map { seed(.responder, $0) }
            + (talk.replies + talk.requests).map { seed(.sessionDecoder, $0) }
    }
}
