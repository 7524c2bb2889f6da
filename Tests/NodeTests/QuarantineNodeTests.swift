import Database
import Foundation
import Keyring
import NodeService
import OpenPGP
import SyntheticKeys
import Testing

@testable import Node

@Suite struct QuarantineNodeTests {
    private let folder = JournalFolder()
    private let culprit = SyntheticKey(1)
    private let innocent = SyntheticKey(2)

    /// A node that has the culprit in its quarantine.
    private func node() throws -> Node {
        try NodeDatabase.create(in: folder.path)
        let key = try #require(Array(RawKeySequence(culprit.packets)).first)
        try QuarantineFolder("\(folder.path)/\(Quarantine.folderName)").setAside(
            culprit.packets,
            QuarantinedItem(
                fingerprint: culprit.key.fingerprint.hex, digest: QuarantineDigest.of(key),
                time: 7, reason: "killed by signal 4"), origin: "load")
        return try Node(name: "a", folder: folder.path, now: { 8 })
    }

    private var digesting: [String] { IntakeJournal.entries(ofNodeIn: folder.path) }

    @Test(arguments: [Submission.Origin.client("192.0.2.1"), .load, .peer("b")])
    func `a node refuses what is quarantined and takes what came with it`(
        origin: Submission.Origin
    ) async throws {
        let node = try node()
        let report = try await node.submit(
            Submission(origin: origin, bytes: innocent.packets + culprit.packets))
        #expect(report.inserted == [innocent.key.fingerprint.hex])
        #expect(report.refused.map(\.fingerprint) == [culprit.key.fingerprint.hex])
        #expect(report.refused.first?.reason.hasPrefix("quarantined: ") == true)
        let status = try await node.status()
        #expect(status.keys == 1)
        #expect(status.quarantined.map(\.fingerprint) == [culprit.key.fingerprint.hex])
        #expect(digesting == [])
        try node.close()
    }

    @Test func `what a peer sends is sorted out, too`() async throws {
        let node = try node()
        let taken = try await node.take(
            [culprit.packets, innocent.packets], from: "b", in: .sks)
        #expect(taken.keys.map(\.outcome).last == .inserted)
        guard case .refused(let reason)? = taken.keys.first?.outcome else {
            Issue.record("not refused: \(taken)")
            return
        }
        #expect(reason.hasPrefix("quarantined: "))
        #expect(digesting == [])
        try node.close()
    }

    @Test func `the trap springs on its text and on nothing else`() async {
        QuarantineTrap(userIDContaining: "nobody").spring(on: culprit.key)
        await #expect(processExitsWith: .failure) {
            QuarantineTrap(userIDContaining: "user1.0@").spring(on: SyntheticKey(1).key)
        }
    }
}
