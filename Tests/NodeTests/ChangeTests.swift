import Keyring
import Node
import NodeService
import OpenPGP
import SyntheticKeys
import Testing

/// The log of changes, and what an operator orders, as programs see them.
@Suite struct ChangeTests {
    private let fixture: NodeFixture
    private var node: Node { fixture.node }

    init() throws { fixture = try NodeFixture() }

    private func load(_ number: Int) async throws {
        let packets = SyntheticKey(number).packets
        _ = try await node.submit(Submission(origin: .load, bytes: packets))
    }

    @Test func `who follows is told of what is committed later`() async throws {
        try await load(1)
        let changes = try await node.changes(after: 0, following: true)
        let first = try #require(try await changes.next())
        #expect(first.map(\.fingerprint) == [SyntheticKey(1).key.fingerprint.hex])
        async let later = changes.next()
        try await load(2)
        let fingerprint = SyntheticKey(2).key.fingerprint
        #expect(try await later?.map(\.fingerprint) == [fingerprint.hex])
        _ = try await node.remove(fingerprint, reason: "a letter", anyway: false, by: "user 1")
        #expect(try await changes.next()?.map(\.change) == [.removed])
    }

    @Test func `the end of the log is the end for who does not follow`() async throws {
        try await load(1)
        let changes = try await node.changes(after: 0, following: false)
        #expect(try await changes.next()?.count == 1)
        #expect(try await changes.next() == nil)
        await #expect(throws: NodeServiceError.unknownChange(2, last: 1)) {
            try await node.changes(after: 2, following: true)
        }
    }

    @Test func `a removed key is refused by name, and a key that is not there is not removed`()
        async throws
    {
        try await load(1)
        let key = SyntheticKey(1)
        let fingerprint = key.key.fingerprint
        _ = try await node.remove(fingerprint, reason: "a letter", anyway: false, by: "user 1")
        let report = try await node.submit(
            Submission(origin: .client("192.0.2.1"), bytes: key.packets + SyntheticKey(2).packets))
        #expect(report.inserted == [SyntheticKey(2).key.fingerprint.hex])
        #expect(report.refused.map(\.fingerprint) == [fingerprint.hex])
        let taken = try await node.take([key.packets], from: "b", in: .sks).keys
        guard case .refused? = taken.first?.outcome else {
            Issue.record("it was taken: \(taken)")
            return
        }
        await #expect(throws: NodeServiceError.unknownKey(SyntheticKey(3).key.fingerprint.hex)) {
            try await node.remove(
                SyntheticKey(3).key.fingerprint, reason: "x", anyway: false, by: "user 1")
        }
    }

    @Test func `two dumps at once are enough, and one that is let go of makes room`() async throws {
        try await load(1)
        var dumps = [try await node.dump(), try await node.dump()]
        await #expect(throws: NodeServiceError.busy("two dumps are under way already")) {
            try await node.dump()
        }
        dumps.removeLast()
        #expect(try await node.dump().summary.keys == 1)
        #expect(dumps.count == 1)
    }
}
