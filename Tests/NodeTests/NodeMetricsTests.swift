import Database
import Keyring
import Node
import NodeService
import OpenPGP
import SyntheticKeys
import Telemetry
import Testing

@Suite struct NodeMetricsTests {
    private let fixture: NodeFixture
    private var node: Node { fixture.node }

    init() throws { fixture = try NodeFixture() }

    /// The sample of a metric with these labels, among others perhaps.
    private func value(
        _ name: String, _ labels: [String: String] = [:]
    ) async throws -> Double? {
        let family = try await node.metrics().first { $0.name == name }
        return family?.samples.first { sample in
            labels.allSatisfy { sample.labels[$0.key] == $0.value }
        }.flatMap { $0.value ?? $0.distribution.map { Double($0.count) } }
    }

    @Test func `keys are counted by where they came from and what became of them`() async throws {
        let keys = (0..<3).map { SyntheticKey($0) }
        var bad: [UInt8] = []
        Packet(tag: .publicKey, body: [9]).encode(into: &bad)
        let first = keys[0].packets + bad
        _ = try await node.submit(Submission(origin: .client("192.0.2.1"), bytes: first))
        _ = try await node.submit(
            Submission(origin: .load, bytes: keys[0].packets + keys[1].packets))
        _ = try await node.take([keys[1].packets, keys[2].packets], from: "b", in: .sks)

        let name = "claviger_submitted_keys_total"
        let expected = [
            ("client", "inserted", 1.0), ("client", "refused", 1), ("client", "unchanged", 0),
            ("load", "inserted", 1), ("load", "unchanged", 1), ("load", "refused", 0),
            ("peer", "inserted", 1), ("peer", "unchanged", 1), ("peer", "updated", 0),
        ]
        for (source, outcome, count) in expected {
            let labels = ["source": source, "outcome": outcome]
            #expect(try await value(name, labels) == count, "\(labels)")
        }
        let causes = "claviger_refused_keys_total"
        #expect(try await value(causes, ["source": "client", "cause": "malformed"]) == 1)
        #expect(try await value(causes, ["source": "client", "cause": "budget"]) == 0)
        for source in ["client", "load", "peer"] {
            let labels = ["source": source, "ending": "done"]
            #expect(try await value("claviger_submissions_total", labels) == 1)
            #expect(try await value("claviger_submission_seconds", ["source": source]) == 1)
        }
        let bytes = try await value("claviger_submission_bytes_total", ["source": "client"])
        #expect(bytes == Double(first.count))
    }

    @Test func `the database shows its sizes and how long its commits take`() async throws {
        #expect(try await value("claviger_database_commit_seconds") == 0)
        for number in 0..<5 {
            _ = try await node.submit(
                Submission(origin: .load, bytes: SyntheticKey(number).packets))
        }
        #expect(try await value("claviger_database_commit_seconds") == 5)
        #expect(try await value("claviger_database_transaction_seconds") == 5)
        #expect(try await value("claviger_database_failed_transactions_total") == 0)
        #expect(try await value("claviger_keys") == 5)
        #expect(try await value("claviger_set_elements", ["profile": "sks"]) == 5)
        #expect(try await value("claviger_set_tree_nodes", ["profile": "sks"]) == 1)
        #expect(try #require(await value("claviger_database_bytes", ["file": "main"])) > 0)
        #expect(try await value("claviger_healthy") == 1)
        #expect(try await value("claviger_build_info", ["version": Node.version]) == 1)
    }

    @Test func `refusals and the process are told once, with the node's name`() async throws {
        node.refusals.count("recon.unlisted")
        let labels = ["reason": "recon.unlisted", "process": "node"]
        #expect(try await value("claviger_refusals_total", labels) == 1)
        #expect(try #require(await value("process_open_fds", ["process": "node"])) > 3)
        let names = try await node.metrics().map(\.name)
        #expect(Set(names).count == names.count)
    }
}
