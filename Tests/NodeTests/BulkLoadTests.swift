import Database
import Foundation
import Keyring
import NodeService
import OpenPGP
import SyntheticKeys
import Testing

@testable import Node

@Suite struct BulkLoadTests {
    private let fixture: NodeFixture
    private var node: Node { fixture.node }
    private static let identity: [UInt8] = [7]

    init() throws { fixture = try NodeFixture() }

    /// Batches of three keys each, and what a load of them in groups of some seven tells.
    private func run(
        _ load: BulkLoad, batches: Int, from first: Int = 0,
        atCommit: (SubmissionReport) throws -> Void = { _ in }
    ) async throws -> (judged: [Int], new: Int) {
        var number = first
        var judged: [Int] = []
        var new = 0
        var failure: (any Error)?
        try await load.run {
            guard number < first + batches else { return nil }
            defer { number += 1 }
            let keys = (number * 3..<number * 3 + 3).flatMap { SyntheticKey($0).packets }
            return LoadBatch(bytes: keys, keysDone: number * 3 + 3, position: 0)
        } judged: { batch, keys in
            #expect(keys == 3)
            judged.append(batch.keysDone)
        } committed: { report in
            new += report.inserted.count
            do { try atCommit(report) } catch { failure = error }
        }
        if let failure { throw failure }
        return (judged, new)
    }

    private func load(_ identity: [UInt8]? = Self.identity) -> BulkLoad {
        BulkLoad(
            into: node, identity: identity,
            groups: BulkLoad.GroupSize(keys: 7, octets: 1 << 20))
    }

    @Test func `all keys are judged in order and written, the last group too`() async throws {
        let (judged, new) = try await run(load(), batches: 20)
        #expect(judged == (1...20).map { $0 * 3 })
        #expect(new == 60)
        #expect(try await node.status().keys == 60)
        #expect(try await node.check().problems == [])
        #expect(fixture.digesting == [])
    }

    @Test func `at each commit it is remembered how far the load has come, at the end nothing`()
        async throws
    {
        var marks: [Int] = []
        let load = load()
        _ = try await run(load, batches: 20) { _ in marks.append(try load.keysDone()) }
        #expect(marks.count > 4)
        #expect(marks == marks.sorted() && marks.allSatisfy { $0 % 3 == 0 })
        #expect(marks.last == 60)
        #expect(try load.keysDone() == 0)
    }

    @Test func `only the same load goes on where one was interrupted`() async throws {
        _ = try await node.database.load([], mark: LoadMark(load: Self.identity, keys: 30))
        #expect(try load().keysDone() == 30)
        #expect(try load([8]).keysDone() == 0)
        #expect(try load(nil).keysDone() == 0)
        let (_, new) = try await run(load(), batches: 10, from: 10)
        #expect(new == 30)
    }

    @Test func `nothing to load is no error`() async throws {
        #expect(try await run(load(), batches: 0).new == 0)
    }
}
