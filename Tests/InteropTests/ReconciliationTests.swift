import Foundation
import Testing

extension Interoperability {
    @Suite(
        .serialized,
        .enabled(if: Tool.sks.isExpected, "needs SKS: apt-get install sks"))
    struct Reconciliation {
        @Test func `an SKS server and our node become equal, whoever dials`() async throws {
            let patterns = try await ReconcilePatterns()
            defer { patterns.scratch.remove() }
            var table = ReconcileTable()
            for dialler in [Dialler.claviger, .sks] {
                for split in Split.all {
                    do {
                        let outcome = try await ReconcileCase(
                            patterns: patterns, dialler: dialler, split: split
                        ).run()
                        table.add(dialler, split, outcome)
                        expectRoot(outcome.root, dialler, split)
                    } catch {
                        Issue.record("\(dialler.rawValue) dials, \(split): \(error)")
                    }
                }
            }
            print(table.markdown)
        }

        @Test func `an SKS server after cleandb is a partner once its filters are configured`()
            async throws
        {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let base = try await GeneratedKeys.make(seed: 1, count: 300, in: scratch.path)
            let more = try await GeneratedKeys.make(seed: 2, count: 3, in: scratch.path)
            try await SKSNode.build(
                in: "\(scratch.path)/pattern", from: [base.path, more.path], cleaned: true)
            let (ourAddress, sksAddress) = (Loopback.address(), Loopback.address())
            let sks = try await SKSNode(
                in: "\(scratch.path)/sks", pattern: "\(scratch.path)/pattern",
                address: sksAddress, peer: (ourAddress, 1))
            let node = try await ClavigerNode(
                "ours", in: "\(scratch.path)/ours", address: ourAddress,
                peers: [
                    .init(
                        name: "sks", recon: "\(sksAddress):\(sks.reconPort)",
                        http: "http://\(sksAddress):\(sks.httpPort)")
                ])
            try await node.load(base.path)
            try await node.start()
            let refused = try await node.run("recon", ["sks"])
            #expect(refused.code == 1)
            #expect(refused.errors.contains("filters"), "\(refused.errors)")
            #expect(try await node.status().keys == 300)
            try await node.stop()

            try node.edit("filters: ", "[yminsky.dedup, yminsky.merge]")
            try await node.start()
            try await poll("the node to fetch what SKS has more") {
                try await node.status().keys == 303
            }
            #expect(try await node.count(of: more.digests) == 3)
            try await node.stop()
            try await sks.stop()
        }

        /// The root is always sampled: it is solved at once up to five differences, such as 3+2
        /// and 5+0, and never at six. The reply to a solved one is what the dialler alone has.
        private func expectRoot(
            _ root: Transcript.Exchange?, _ dialler: Dialler, _ split: Split
        ) {
            let (dialled, accepted) =
                dialler == .claviger ? (split.ours, split.theirs) : (split.theirs, split.ours)
            #expect(root?.depth == 0)
            #expect(root?.request == .poly(size: ReconcilePatterns.baseCount + accepted))
            #expect(
                root?.reply == (split.difference <= 5 ? .elements(dialled) : .syncFail),
                "\(dialler.rawValue) dials, \(split)")
        }
    }
}

/// What a set of reconciliations cost, for the reader.
struct ReconcileTable {
    private var lines: [String] = []

    mutating func add(_ dialler: Dialler, _ split: Split, _ outcome: ReconcileCase.Outcome) {
        let columns = [
            dialler.rawValue, split.description, "\(outcome.solved)", "\(outcome.unsolved)",
            "\(outcome.bytes)", String(format: "%.3f", outcome.sessionSeconds),
            String(format: "%.1f", outcome.seconds), String(format: "%.2f", outcome.ourCPU),
            String(format: "%.2f", outcome.sksCPU),
        ]
        lines.append("| \(columns.joined(separator: " | ")) |")
    }

    var markdown: String {
        """
        | dials | ours+SKS's | solved | unsolved | recon bytes | session s | equal after s | \
        CPU s ours | CPU s SKS |
        |---|---|---|---|---|---|---|---|---|
        \(lines.joined(separator: "\n"))
        """
    }
}
