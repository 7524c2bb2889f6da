import SetReconciliation
import Testing

/// A real session of two SKS servers: read, written again, and played by our side of it.
@Suite struct SKSCaptureTests {
    fileprivate struct Recording {
        var handshakes: [(isAcceptor: Bool, bytes: [UInt8])] = []
        /// The messages of the session, each side's in order.
        var acceptor: [ReconMessage] = []
        var dialler: [ReconMessage] = []
    }

    private static let verdict: [UInt8] = [0, 0, 0, 6] + Array("passed".utf8)

    private func recording() throws -> Recording {
        var recording = Recording()
        var decoders = [
            true: ReconFrameDecoder(phase: .session), false: ReconFrameDecoder(phase: .session),
        ]
        for segment in SKSCapture.segments {
            let payload = try bytes(segment.hex)
            if recording.handshakes.count < 4 {
                recording.handshakes.append((segment.isAcceptor, payload))
                continue
            }
            decoders[segment.isAcceptor]?.append(payload)
            var decoded: [ReconMessage] = []
            while let message = try decoders[segment.isAcceptor]?.next() {
                decoded.append(message)
            }
            #expect(decoded.flatMap(\.frame) == payload, "written again byte for byte")
            if segment.isAcceptor {
                recording.acceptor += decoded
            } else {
                recording.dialler += decoded
            }
        }
        return recording
    }

    private func elements(_ text: String) throws -> Set<Element> {
        Set(try text.split(separator: "\n").map { try Element(hex: String($0)) })
    }

    @Test func `the recorded session is read as these messages`() throws {
        let recording = try recording()
        #expect(
            recording.acceptor.map(\.description) == [
                "ReconRqst_Poly root size 100010", "Flush",
                "ReconRqst_Poly 00 size 25134", "ReconRqst_Poly 01 size 25212",
                "ReconRqst_Poly 10 size 24740", "ReconRqst_Poly 11 size 24924", "Flush",
                "ReconRqst_Poly 0000 size 6305", "ReconRqst_Poly 0001 size 6358",
                "ReconRqst_Poly 0010 size 6305", "ReconRqst_Poly 0011 size 6166", "Flush", "Done",
            ])
        #expect(
            recording.dialler.map(\.description) == [
                "SyncFail", "SyncFail", "Elements 3", "Elements 0", "Elements 2",
                "Elements 2", "Elements 1", "Elements 0", "Elements 2",
            ])
    }

    @Test func `the recorded handshake is one of ours, both ways`() throws {
        let handshakes = try recording().handshakes
        let config = try #require(handshakes.first).bytes
        var decoder = ReconFrameDecoder(phase: .configuration)
        decoder.append(config)
        let message = try #require(try decoder.next())
        #expect(message.frame == config)
        guard case .config(let entries) = message else {
            Issue.record("\(message)")
            return
        }
        let peer = try ReconConfiguration(entries)
        #expect(peer == ReconConfiguration(httpPort: 21371, filters: ["yminsky.dedup"]))

        var dialler = ReconHandshake.dialling(peer)
        _ = dialler.start()
        let received = handshakes.filter(\.isAcceptor).flatMap(\.bytes)
        #expect(
            try dialler.received(received) == [.send(Self.verdict), .finished(.accepted(peer))])
        var acceptor = ReconHandshake.accepting()
        _ = acceptor.start()
        let sent = handshakes.filter { !$0.isAcceptor }.flatMap(\.bytes)
        #expect(try acceptor.received(sent) == [.choose(peer)])
        #expect(
            try acceptor.answer(with: peer)
                == [.send(peer.message.frame + Self.verdict), .finished(.accepted(peer))])
    }

    @Test func `our requester asks and finds what SKS did, byte for byte`() throws {
        let recording = try recording()
        var replies = recording.dialler[...]
        var session = ReconRequester()
        var sent: [ReconMessage] = []
        var actions = session.start()[...]
        while true {
            guard let action = actions.popFirst() else {
                guard let reply = replies.popFirst() else { break }
                actions = try session.received(reply)[...]
                continue
            }
            switch action {
            case .load(let prefix):
                let answer = try #require(recording.requesterAnswer(for: prefix))
                actions = try session.loaded(answer)[...]
            case .send(let message): sent.append(message)
            case .flush, .finished: break
            }
        }
        #expect(session.isFinished)
        #expect(sent.flatMap(\.frame) == recording.acceptor.flatMap(\.frame))
        #expect(session.missing == (try elements(SKSCapture.fetchedByAcceptor)))
    }

    @Test func `our responder answers and finds what SKS did, byte for byte`() throws {
        let recording = try recording()
        let localOnly = try elements(SKSCapture.fetchedByAcceptor)
        let remoteOnly = try elements(SKSCapture.fetchedByDialler)
        var session = ReconResponder(seed: testSeed())
        _ = session.start()
        var sent: [ReconMessage] = []
        for request in recording.acceptor {
            for action in try session.received(request) {
                guard case .load(let prefix) = action else { continue }
                // The dialler's tree, from the acceptor's and the known difference.
                var answer = try #require(recording.requesterAnswer(for: prefix))
                let gained = localOnly.filter { prefix.contains($0) }
                let lost = remoteOnly.filter { prefix.contains($0) }
                answer.count += gained.count - lost.count
                answer.samples.multiply(by: Samples(of: gained))
                answer.samples.divide(by: Samples(of: lost))
                for case .send(let message) in try session.loaded(answer) { sent.append(message) }
            }
        }
        #expect(session.isFinished)
        #expect(sent.flatMap(\.frame) == recording.dialler.flatMap(\.frame))
        #expect(session.missing == remoteOnly)
        #expect(session.counters.polysSolved == 7 && session.counters.polysUnsolved == 2)
    }
}

fileprivate extension SKSCaptureTests.Recording {
    /// The accepting side's node, as it told it in its request.
    func requesterAnswer(for wanted: Prefix) -> PrefixTreeAnswer? {
        for case .requestPoly(let prefix, let size, let samples) in acceptor
        where prefix == wanted {
            return PrefixTreeAnswer(
                prefix: prefix, count: size, samples: samples, isLeaf: false, elements: nil)
        }
        return nil
    }
}
