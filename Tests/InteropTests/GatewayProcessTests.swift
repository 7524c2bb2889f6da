import Foundation
import Synchronization
import Testing

extension Interoperability {
    /// HTTP gateways in processes of their own.
    @Suite(.serialized)
    struct GatewayProcesses {
        func withNode(
            workers: String, _ body: (ClavigerNode) async throws -> Void
        ) async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let node = try await ClavigerNode(
                "node", in: "\(scratch.path)/n", address: Loopback.address())
            try node.edit("workers: ", workers)
            try await body(node)
        }

        /// What became of the requests of several clients.
        private final class Tally: Sendable {
            private let counts = Mutex<(good: Int, cut: Int, other: [String])>((0, 0, []))

            var all: (good: Int, cut: Int, other: [String]) { counts.withLock { $0 } }

            func count(_ answer: HTTPExchange) {
                counts.withLock {
                    if answer.status == 200 {
                        $0.good += 1
                    } else {
                        $0.other.append("\(answer.status): \(answer.text)")
                    }
                }
            }

            /// Of a worker that was killed, or in its listen queue.
            func countCut() { counts.withLock { $0.cut += 1 } }
        }

        /// The workers' processes, as the status shows them.
        private func workers(of node: ClavigerNode) async throws -> [Int32] {
            struct Status: Decodable {
                struct Worker: Decodable {
                    let state: String
                    let process: Int32?
                }
                let workers: [Worker]
            }
            let result = try await node.run("status", ["--json"])
            let status = try JSONDecoder().decode(Status.self, from: Data(result.output.utf8))
            return status.workers.filter { $0.state == "running" }.compactMap(\.process)
        }

        private func wait(for count: Int, of node: ClavigerNode) async throws -> [Int32] {
            var found: [Int32] = []
            try await poll("\(count) workers") {
                found = try await workers(of: node)
                return found.count == count
            }
            return found
        }

        @Test func `workers are killed one after the other under load and the node stays`()
            async throws
        {
            try await withNode(workers: "2") { node in
                try await node.start()
                let keys = try await GeneratedKeys.make(seed: 5, count: 20, in: node.folder)
                try await node.load(keys.path)
                let first = try await wait(for: 2, of: node)
                let path = "/pks/lookup?op=hget&options=mr&search=\(keys.digests[0])"
                let (address, port) = (node.address, node.httpPort)
                let tally = Tally()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<4 {
                        group.addTask {
                            while !Task.isCancelled {
                                do {
                                    let answer = try await HTTPExchange.get(address, port, path)
                                    tally.count(answer)
                                } catch {
                                    tally.countCut()
                                }
                            }
                        }
                    }
                    for kill in 0..<5 {
                        let running = try await wait(for: 2, of: node)
                        Glibc.kill(running[kill % 2], SIGKILL)
                        try await poll("the end of a worker") {
                            try await workers(of: node) != running
                        }
                    }
                    let last = try await wait(for: 2, of: node)
                    #expect(Set(first).isDisjoint(with: last))
                    group.cancelAll()
                    try await group.waitForAll()
                }
                let (good, cut, other) = tally.all
                #expect(other.isEmpty, "\(other.prefix(3))")
                // Four clients, one request each at a time: a kill cuts four at most.
                #expect(cut <= 5 * 4, "\(cut) cut, \(good) good")
                #expect(good > 100)
                #expect(node.program?.isRunning == true)
                #expect(try await node.stop() == 0)
                for process in try await wait(forEndOf: first) { Issue.record("\(process) lives") }
            }
        }

        /// Those that are still there after a while.
        private func wait(forEndOf processes: [Int32]) async throws -> [Int32] {
            try? await poll("the end of all", seconds: 10) {
                processes.allSatisfy { kill($0, 0) != 0 }
            }
            return processes.filter { kill($0, 0) == 0 }
        }

        @Test func `workers end with a node that is killed`() async throws {
            try await withNode(workers: "2") { node in
                try await node.start()
                let processes = try await wait(for: 2, of: node)
                try await node.stop(SIGKILL)
                #expect(try await wait(forEndOf: processes).isEmpty)
            }
        }

        @Test func `an address that is taken is told although workers share it`() async throws {
            try await withNode(workers: "2") { node in
                let taken = try Connection.listen(at: node.address, port: node.httpPort)
                defer { close(taken) }
                let result = try await node.run("serve")
                #expect(result.code == 69, "\(result.errors)")
                #expect(
                    result.errors.contains("cannot listen on http \(node.address):\(node.httpPort)")
                )
            }
        }

        /// Runs `scripts/measure-workers`, which says on whose connection each failure was.
        private func measure(_ arguments: String...) async throws {
            let result = try await Program.run(
                ["\(Package.folder)/scripts/measure-workers"] + arguments,
                environment: ["CLAVIGER": Package.claviger], seconds: 300)
            #expect(result.code == 0, "\(result.output)\(result.errors)")
        }

        @Test func `only who was connected to a killed worker notices it`() async throws {
            try await measure("--seconds", "12")
        }

        @Test(arguments: [1, 2])
        func `no request fails when SIGHUP renews the workers`(workers: Int) async throws {
            try await measure(
                "--renew", "--seconds", "6", "--interval", "2", "--workers", "\(workers)")
        }

        @Test func `each worker has a name of its own in the metrics, which its successor keeps`()
            async throws
        {
            try await withNode(workers: "2") { node in
                try await node.start()
                let first = try await wait(for: 2, of: node)
                /// The system deals connections out: in the end each worker has answered.
                func names() async throws -> Set<String> {
                    var names: Set<String> = []
                    try await poll("both workers' metrics") {
                        let text = try await HTTPExchange.get(
                            node.address, node.httpPort, "/metrics"
                        ).text
                        for line in text.split(separator: "\n")
                        where line.hasPrefix("claviger_http_connections{process=") {
                            names.insert(String(line.split(separator: "\"")[1]))
                        }
                        return names.count == 2
                    }
                    return names
                }
                #expect(try await names() == ["worker-1", "worker-2"])
                for process in first { Glibc.kill(process, SIGKILL) }
                try await poll("other workers") {
                    try await workers(of: node).filter { !first.contains($0) }.count == 2
                }
                #expect(try await names() == ["worker-1", "worker-2"])
                #expect(try await node.stop() == 0)
            }
        }

        @Test
        func `a gateway apart outlives its node, says so meanwhile and reports what it refused`()
            async throws
        {
            try await withNode(workers: "apart") { node in
                try await node.start()
                let gateway = try Program(
                    [Package.claviger, "gateway", "http", "--config", node.configuration],
                    outputs: "\(node.folder)/gateway")
                try await poll("the gateway") { gateway.output.contains("ready") }
                func get(_ path: String) async throws -> HTTPExchange {
                    try await HTTPExchange.get(node.address, node.httpPort, path)
                }
                let keys = try await GeneratedKeys.make(seed: 6, count: 300, in: node.folder)
                try await node.load(keys.path)
                #expect(try await node.count(of: keys.digests.prefix(20)) == 20)
                #expect(try await get("/pks/health").status == 200)
                #expect(try await get("/pks/stats?options=json").text.contains("300"))
                #expect(try await get("/nothing").status == 404)

                try await node.stop(SIGKILL)
                #expect(try await get("/pks/health").status == 503)
                let away = try await get("/pks/lookup?op=hget&search=\(keys.digests[0])")
                #expect(away.status == 503)
                #expect(away.headers.contains("Retry-After: "))

                try await node.start()
                #expect(try await node.count(of: keys.digests.prefix(20)) == 20)
                #expect(try await gateway.stop() == 0)
                let refusals = try await node.status().refusals
                #expect(refusals["hkp.page"] == 1)
                #expect(refusals["hkp.away"] == 1)
                #expect(try await node.stop() == 0)
            }
        }
    }
}
