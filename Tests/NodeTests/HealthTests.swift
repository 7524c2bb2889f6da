import Foundation
import GRDB
import Keyring
import NodeService
import Synchronization
import SyntheticKeys
import Telemetry
import Testing

@testable import Database
@testable import Node

@Suite struct HealthTests {
    /// A node with a clock that the test moves.
    private final class Fixture: Sendable {
        let node: Node
        let folder: String
        let clock: Clock

        init() throws {
            let clock = Clock()
            self.clock = clock
            folder =
                FileManager.default.temporaryDirectory
                .appendingPathComponent("claviger-\(UUID().uuidString)").path
            try NodeDatabase.create(in: folder)
            node = try Node(name: "a", folder: folder, now: { clock.now })
        }

        deinit {
            try? node.close()
            try? FileManager.default.removeItem(atPath: folder)
        }
    }

    private final class Clock: Sendable {
        private let seconds = Mutex(1_000)
        var now: Int { seconds.withLock { $0 } }
        func pass(_ count: Int) { seconds.withLock { $0 += count } }
    }

    private let fixture: Fixture
    private var node: Node { fixture.node }

    init() throws { fixture = try Fixture() }

    /// Makes SQLite refuse every write, as it does on a disk that was remounted read-only.
    private func refuseWrites(_ refuses: Bool) async throws {
        try await node.database.queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA query_only = \(refuses ? "ON" : "OFF")")
        }
    }

    @Test func `a node that cannot commit is not healthy, and is again when it can`() async throws {
        #expect(await node.isHealthy())
        try await refuseWrites(true)
        let key = Submission(origin: .load, bytes: SyntheticKey(1).packets)
        await #expect(throws: (any Error).self) { try await node.submit(key) }
        fixture.clock.pass(WriteProbe.spacing)
        #expect(await !node.isHealthy())
        let failures = try await node.metrics().first {
            $0.name == "claviger_database_failed_transactions_total"
        }
        #expect(failures?.samples.first?.value == 1)
        try await refuseWrites(false)
        fixture.clock.pass(WriteProbe.spacing)
        #expect(await node.isHealthy())
        _ = try await node.submit(key)
        #expect(try await node.status().keys == 1)
    }

    @Test func `a node that cannot write down what arrives is not healthy`() async throws {
        let journal = "\(fixture.folder)/\(IntakeJournal.folderName)"
        try FileManager.default.removeItem(atPath: journal)
        #expect(await !node.isHealthy())
        try FileManager.default.createDirectory(
            atPath: journal, withIntermediateDirectories: false)
        #expect(await !node.isHealthy(), "the outcome stands for some seconds")
        fixture.clock.pass(WriteProbe.spacing)
        #expect(await node.isHealthy())
        #expect(IntakeJournal.entries(in: journal) == [])
    }

    @Test func `the trial changes nothing that is told, and costs one commit in five seconds`()
        async throws
    {
        _ = try await node.submit(Submission(origin: .load, bytes: SyntheticKey(1).packets))
        fixture.clock.pass(WriteProbe.spacing)
        let before = try await node.status()
        let changes = try await changeCount()
        for _ in 0..<100 { #expect(await node.isHealthy()) }
        #expect(try await changeCount() == changes + 2, "one row, there and back")
        let after = try await node.status()
        #expect(after.keys == before.keys && after.sets == before.sets)
        #expect(try await node.check().problems == [])
    }

    @Test func `a commit is a trial, until one fails`() async throws {
        _ = try await node.submit(Submission(origin: .load, bytes: SyntheticKey(1).packets))
        let changes = try await changeCount()
        #expect(await node.isHealthy())
        #expect(try await changeCount() == changes)
        try await refuseWrites(true)
        let key = Submission(origin: .load, bytes: SyntheticKey(2).packets)
        await #expect(throws: (any Error).self) { try await node.submit(key) }
        #expect(await !node.isHealthy())
    }

    /// Rows that the writer has changed since it was opened.
    private func changeCount() async throws -> Int {
        try await node.database.queue.writeWithoutTransaction { $0.totalChangesCount }
    }

    // MARK: The probe alone

    @Test func `who asks while a trial runs hears the last outcome, and after a while the worst`()
        async
    {
        let probe = WriteProbe()
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        let first = Task {
            await probe.outcome(at: 100) {
                start.yield()
                _ = await ends.first { _ in true }
                return false
            }
        }
        _ = await started.first { _ in true }
        let another: () async -> Bool = {
            Issue.record("one trial at a time")
            return true
        }
        #expect(await probe.outcome(at: 101, another))
        #expect(await probe.outcome(at: 100 + WriteProbe.patience - 1, another))
        #expect(await !probe.outcome(at: 100 + WriteProbe.patience, another))
        end.yield()
        #expect(await !first.value)
        #expect(await probe.outcome(at: 100 + WriteProbe.spacing) { true })
    }

    @Test func `a clock that is set back does not keep an old outcome for long`() async {
        let probe = WriteProbe()
        #expect(await !probe.outcome(at: 1_000) { false })
        #expect(await probe.outcome(at: 10) { true })
    }
}
