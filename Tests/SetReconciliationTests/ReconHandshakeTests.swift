import SetReconciliation
import Testing

@Suite struct ReconHandshakeTests {
    typealias Handshake = ReconHandshake
    private let ours = ReconMessageTests.configuration
    private let passed = [0, 0, 0, 6] + Array("passed".utf8)

    private func failed(_ reason: String) -> [UInt8] {
        [0, 0, 0, 6] + Array("failed".utf8) + [0, 0, 0, UInt8(reason.utf8.count)]
            + Array(reason.utf8)
    }

    @Test func `both sides pass and the rest is left for the session`() throws {
        var dialler = Handshake.dialling(ours)
        var acceptor = Handshake.accepting()
        #expect(acceptor.start() == [])
        #expect(dialler.start() == [.send(ours.message.frame)])
        #expect(try acceptor.received(ours.message.frame) == [.choose(ours)])
        #expect(try acceptor.answer(with: ours) == [.send(ours.message.frame + passed)])
        #expect(
            try dialler.received(ours.message.frame + passed)
                == [.send(passed), .finished(.accepted(ours))])
        #expect(
            try acceptor.received(passed + [1, 2, 3]) == [.finished(.accepted(ours))])
        #expect(acceptor.takeRemainder() == [1, 2, 3])
        #expect(dialler.takeRemainder() == [])
        #expect(dialler.isFinished && acceptor.isFinished)
    }

    @Test func `bytes may come one by one`() throws {
        var dialler = Handshake.dialling(ours)
        _ = dialler.start()
        var actions: [Handshake.Action] = []
        for byte in ours.message.frame + passed {
            actions += try dialler.received([byte])
        }
        #expect(actions == [.send(passed), .finished(.accepted(ours))])
    }

    @Test func `a verdict that came before our choice is not lost`() throws {
        var acceptor = Handshake.accepting()
        _ = acceptor.start()
        #expect(try acceptor.received(ours.message.frame + passed) == [.choose(ours)])
        #expect(
            try acceptor.answer(with: ours)
                == [.send(ours.message.frame + passed), .finished(.accepted(ours))])
    }

    @Test func `the documented verdicts are sent`() throws {
        #expect(passed.hex == "00000006706173736564")
        #expect(failed("mismatched").hex == "000000066661696c65640000000a6d69736d617463686564")
        var acceptor = Handshake.accepting()
        _ = acceptor.start()
        _ = try acceptor.received(ours.message.frame)
        #expect(
            acceptor.refuse(with: ours, reason: "mismatched") == [
                .send(ours.message.frame + failed("mismatched")),
                .finished(.refusedByUs(reason: "mismatched", peer: ours)),
            ])
    }

    @Test func `a busy Hockeypuck's refusal is an ordinary outcome`() throws {
        var dialler = Handshake.dialling(ours)
        _ = dialler.start()
        let reason = "sync not available, currently mutating"
        #expect(
            try dialler.received(ours.message.frame + failed(reason))
                == [.send(passed), .finished(.refusedByPeer(reason: reason, peer: ours))])
    }

    @Test(
        arguments: [
            ("0.1.4", nil), ("0.1.5", "ok"), ("0.2.0", "ok"), ("1.0.0", "ok"), ("1.1.6", "ok"),
            ("1.1.6+", nil), ("1.1", nil), ("1.1.6.1", nil), ("", nil), ("+1.1.6", nil),
            ("1..6", nil), ("1.1.99999999999", nil), ("a.b.c", nil),
        ] as [(String, String?)])
    func `a version is three plain numbers from 0.1.5`(version: String, verdict: String?) {
        var peer = ours
        peer.version = version
        #expect((ours.refusal(of: peer) == nil) == (verdict != nil))
    }

    @Test func `filters are compared as sets, bitquantum and mbar as numbers`() throws {
        var ours = ours
        ours.filters = ["yminsky.merge", "yminsky.dedup"]
        #expect(ours.filterText == "yminsky.dedup,yminsky.merge")
        var entries = ours.entries.filter { $0.key != "filters" }
        entries.append(
            ReconConfigurationEntry(
                key: "filters", value: Array("yminsky.merge,yminsky.dedup".utf8)))
        entries.append(ReconConfigurationEntry(key: "unknown", value: [1]))
        #expect(ours.refusal(of: try ReconConfiguration(entries)) == nil)
        var peer = ours
        peer.filters = ["yminsky.dedup"]
        #expect(
            ours.refusal(of: peer)
                == "mismatched filters: 'yminsky.dedup' instead of 'yminsky.dedup,yminsky.merge'")
        peer = ours
        peer.bitquantum = 3
        #expect(ours.refusal(of: peer) == "mismatched bitquantum: 3 instead of 2")
        peer = ours
        peer.mbar = 6
        #expect(ours.refusal(of: peer) == "mismatched mbar: 6 instead of 5")
    }

    @Test func `filters are sorted bytewise, upper case first`() {
        let configuration = ReconConfiguration(
            httpPort: 1,
            filters: ["drop:hardRevokedCruft", "drop:UAT", "yminsky.dedup", "versions:34"])
        #expect(
            configuration.filterText == "drop:UAT,drop:hardRevokedCruft,versions:34,yminsky.dedup")
    }

    @Test func `no filters are an empty set`() throws {
        let configuration = ReconConfiguration(httpPort: 1, filters: [])
        #expect(try ReconConfiguration(configuration.entries).filters.isEmpty)
    }

    @Test func `a mismatch is told with its reason by either side`() throws {
        var peer = ours
        peer.filters = []
        let reason = try #require(ours.refusal(of: peer))
        var dialler = Handshake.dialling(ours)
        _ = dialler.start()
        #expect(
            try dialler.received(peer.message.frame) == [
                .send(failed(reason)), .finished(.refusedByUs(reason: reason, peer: peer)),
            ])
        var acceptor = Handshake.accepting()
        _ = acceptor.start()
        _ = try acceptor.received(peer.message.frame)
        #expect(
            try acceptor.answer(with: ours) == [
                .send(ours.message.frame + failed(reason)),
                .finished(.refusedByUs(reason: reason, peer: peer)),
            ])
    }

    @Test func `what is not a handshake is refused`() throws {
        func error(after bytes: [UInt8]) -> ReconError? {
            var dialler = Handshake.dialling(ours)
            _ = dialler.start()
            do {
                _ = try dialler.received(bytes)
                return nil
            } catch {
                return error
            }
        }
        #expect(
            error(after: ReconMessage.done.frame)
                == .unexpectedMessage(.done, expected: "Config"))
        #expect(error(after: Array("GET / HTTP/1.0\r\n\r\n".utf8)) != nil)
        #expect(error(after: ours.message.frame + [0, 0, 0, 1, 0x78]) != nil)
        #expect(error(after: ours.message.frame + [0, 1, 0, 0]) != nil)
        for entry in ours.entries {
            let rest = ours.entries.filter { $0 != entry }
            #expect(
                error(after: ReconMessage.config(rest).frame)
                    == .malformedHandshake(defect: "configuration without '\(entry.key)'"))
            let long = ReconConfigurationEntry(key: entry.key, value: [0xff, 0, 1, 0, 0])
            #expect(error(after: ReconMessage.config(rest + [long]).frame) != nil)
        }
        let port = ReconConfigurationEntry(key: "http port", value: [0, 1, 0, 0])
        #expect(
            error(after: ReconMessage.config([port] + ours.entries).frame)
                == .malformedHandshake(defect: "http port 65536"))
    }
}
