import Database
import Foundation
import Keyring
import Node
import NodeService
import OpenPGP
import SyntheticKeys
import Testing

/// A node in a folder of its own, which goes with it.
final class NodeFixture: Sendable {
    let node: Node
    private let folder: String

    init() throws {
        folder =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("claviger-\(UUID().uuidString)").path
        try NodeDatabase.create(in: folder)
        node = try Node(name: "a", folder: folder, now: { 7_200_000 })
    }

    var digesting: [String] { IntakeJournal.entries(ofNodeIn: folder) }

    deinit {
        try? node.close()
        try? FileManager.default.removeItem(atPath: folder)
    }
}

@Suite struct NodeTests {
    private let fixture: NodeFixture
    private var node: Node { fixture.node }

    init() throws { fixture = try NodeFixture() }

    private func submission(_ bytes: [UInt8]) -> Submission {
        Submission(origin: .client("127.0.0.1"), bytes: bytes)
    }

    @Test func `a submission is reported key by key`() async throws {
        let known = SyntheticKey(1)
        _ = try await node.submit(submission(known.packets))
        var bad: [UInt8] = []
        Packet(tag: .publicKey, body: [9]).encode(into: &bad)
        let report = try await node.submit(
            submission(known.packets + bad + SyntheticKey(2).packets))
        #expect(report.inserted == [SyntheticKey(2).key.fingerprint.hex])
        #expect(report.unchanged == [known.key.fingerprint.hex])
        #expect(report.updated == [])
        #expect(report.refused.count == 1)
    }

    @Test func `what is no armor and no key is refused with a reason and changes nothing`()
        async throws
    {
        let report = try await node.submit(submission(Array("hello".utf8)))
        #expect(report.inserted.isEmpty)
        #expect(report.refused.count == 1)
        #expect(try await node.status().keys == 0)
    }

    @Test func `equal sets have equal root digests, in whatever order they came`() async throws {
        let other = try NodeFixture()
        let keys = (0..<60).map { SyntheticKey($0).packets }
        for key in keys { _ = try await node.submit(submission(key)) }
        _ = try await other.node.submit(submission(Array(keys.reversed().joined())))
        let (ours, theirs) = (try await node.status(), try await other.node.status())
        #expect(ours.sets == theirs.sets)
        #expect(ours.sets.first?.count == 60)
        #expect(ours.sets.first?.rootDigest.count == 32)
        _ = try await node.submit(submission(SyntheticKey(99).packets))
        #expect(try await node.status().sets != ours.sets)
    }

    @Test func `a peer's keys are told apart by what became of them`() async throws {
        let synthetic = SyntheticKey(1)
        let ours = synthetic.with(identities: [synthetic.userID(0)])
        let theirs = synthetic.with(identities: [synthetic.userID(1)])
        let merged = synthetic.with(identities: [synthetic.userID(0), synthetic.userID(1)])
        _ = try await node.submit(submission(ours.encoded()))
        let taken = try await node.take(
            [theirs.encoded(), [0xC6, 1, 9], SyntheticKey(2).packets], from: "b", in: .sks
        ).keys
        #expect(taken.count == 3)
        #expect(
            taken[0]
                == TakenKey(
                    received: theirs.sksDigest, stored: merged.normalized().sksDigest,
                    outcome: .updated))
        #expect(taken[1].received == nil && taken[1].stored == nil)
        #expect(taken[2].received == taken[2].stored && taken[2].outcome == .inserted)
    }

    @Test func `digests that we hold are not wanted, useless and removed ones are declined`()
        async throws
    {
        _ = try await node.submit(submission(SyntheticKey(1).packets))
        let digests = [
            SyntheticKey(1).key.sksDigest, KeyDigest(high: 1, low: 1), KeyDigest(high: 2, low: 2),
        ]
        try await node.remember(useless: [(digests[1], "refused")], of: "b", in: .sks)
        let other = SyntheticKey(2).key
        _ = try await node.submit(submission(SyntheticKey(2).packets))
        _ = try await node.remove(other.fingerprint, reason: "a letter", anyway: false, by: "test")
        func offered() async throws -> OfferedDigests {
            try await node.sort(offered: digests + [other.sksDigest], by: "b", in: .sks)
        }
        #expect(try await offered() == OfferedDigests(wanted: [digests[2]], declined: 2))
        _ = try await node.letBack(other.fingerprint)
        #expect(
            try await offered()
                == OfferedDigests(wanted: [digests[2], other.sksDigest], declined: 1))
    }

    @Test func `a commit that changes the set is signalled, one that does not is not`()
        async throws
    {
        var changes = node.changes(of: .sks).makeAsyncIterator()
        _ = try await node.submit(submission(SyntheticKey(1).packets))
        #expect(await changes.next() != nil)
        // Nothing new, then something: only the latter can end the wait.
        _ = try await node.submit(submission(SyntheticKey(1).packets))
        _ = try await node.submit(submission(SyntheticKey(2).packets))
        #expect(await changes.next() != nil)
        #expect(try await node.status().sets.first?.count == 2)
    }

    @Test func `without peers there is nobody to reconcile with`() async throws {
        #expect(try await node.peers() == [])
        await #expect(throws: NodeServiceError.unknownPeer("b")) {
            try await node.reconcile(with: "b")
        }
    }

    @Test func `the hours of activity are summed up by day`() async throws {
        _ = try await node.submit(submission(SyntheticKey(1).packets))
        let activity = try await node.activity()
        #expect(activity.hourly == [.init(start: 7_200_000, inserted: 1, updated: 0)])
        #expect(activity.daily == [.init(start: 7_171_200, inserted: 1, updated: 0)])
    }
}
