import Foundation
import Testing
import Yams

extension Interoperability {
    /// What a collector reads from a running node, and what the dashboard and the alert rules make
    /// of it.
    @Suite struct MetricsTests {
        /// What one scrape of a node with a peer shows.
        private struct Scrape {
            let text: String
            /// The kind of each metric, by its name.
            var kinds: [String: String] = [:]

            init(_ text: String) {
                self.text = text
                for line in text.split(separator: "\n") where line.hasPrefix("# TYPE ") {
                    let words = line.split(separator: " ").map(String.init)
                    let other = kinds.updateValue(words[3], forKey: words[2])
                    #expect(other == nil, "\(line) stands twice")
                }
            }

            /// Whether samples of this name may be in it.
            func knows(_ name: String) -> Bool {
                if let kind = kinds[name] { return kind != "histogram" }
                return ["_bucket", "_sum", "_count"].contains { ending in
                    name.hasSuffix(ending)
                        && kinds[String(name.dropLast(ending.count))] == "histogram"
                }
            }
        }

        private static func withScrape(
            _ body: (Scrape, Scratch) async throws -> Void
        ) async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let peer = Loopback.address()
            let node = try await ClavigerNode(
                "node", in: "\(scratch.path)/n", address: Loopback.address(),
                peers: [.init(name: "b", recon: "\(peer):1", http: "http://\(peer):2")])
            let keys = try await GeneratedKeys.make(seed: 5, count: 40, in: scratch.path)
            try await node.start()
            try await node.load(keys.path)
            let stats = try await HTTPExchange.get(node.address, node.httpPort, "/pks/stats")
            #expect(stats.status == 200)
            let answer = try await HTTPExchange.get(node.address, node.httpPort, "/metrics")
            #expect(answer.status == 200)
            #expect(try await node.stop() == 0)
            try await body(Scrape(answer.text), scratch)
        }

        /// Reads the text in a file with the parser of Prometheus's own Python client, and prints
        /// each sample.
        private static let reader = """
            import sys
            from prometheus_client.parser import text_string_to_metric_families
            with open(sys.argv[1]) as text:
                for family in text_string_to_metric_families(text.read()):
                    assert family.documentation and family.samples is not None, family.name
                    for sample in family.samples:
                        print(sample.name, sample.value)
            """

        @Test(
            .enabled(
                if: Tool.prometheusClient.isExpected,
                "needs Prometheus's parser: apt-get install python3-prometheus-client"))
        func `Prometheus's own client reads what a node shows`() async throws {
            try await Self.withScrape { scrape, scratch in
                let file = try scratch.write(scrape.text.utf8, to: "metrics")
                let output = try await Program.check([Tool.python, "-c", Self.reader, file])
                let samples = output.split(separator: "\n")
                #expect(samples.contains("claviger_keys 40.0"))
                #expect(samples.contains("claviger_database_commit_seconds_count 1.0"))
                let lines = scrape.text.split(separator: "\n").filter { !$0.hasPrefix("#") }
                #expect(samples.count == lines.count)
                for sample in samples {
                    let name = String(sample.prefix { $0 != " " })
                    #expect(scrape.knows(name), "\(name)")
                }
            }
        }

        @Test func `the dashboard and the alert rules use what a node shows, and nothing else`()
            async throws
        {
            let dashboard = try Self.dashboardExpressions()
            let alerts = try Self.alertExpressions()
            #expect(dashboard.count > 30 && alerts.count > 10)
            try await Self.withScrape { scrape, _ in
                var used: Set<String> = []
                for expression in dashboard + alerts {
                    let names = Self.metricNames(in: expression)
                    #expect(!names.isEmpty, "\(expression)")
                    for name in names { #expect(scrape.knows(name), "\(expression)") }
                    used.formUnion(names)
                }
                // What is counted is also looked at.
                for name in scrape.kinds.keys {
                    let isUsed = used.contains(name) || used.contains("\(name)_bucket")
                    #expect(isUsed || Self.unseen.contains(name), "\(name) is on no panel")
                }
            }
        }

        /// Metrics for tables and ad hoc questions that need no panel.
        private static let unseen: Set = ["claviger_build_info", "process_virtual_memory_bytes"]

        private static func metricNames(in expression: String) -> [String] {
            expression.matches(of: /\b(?:claviger|process)_[a-z_]+\b/).map { String($0.output) }
        }

        private static func dashboardExpressions() throws -> [String] {
            struct Dashboard: Decodable {
                struct Panel: Decodable {
                    struct Target: Decodable { let expr: String }
                    let id: Int
                    let title: String
                    let type: String
                    let targets: [Target]?
                }
                let panels: [Panel]
            }
            let file = URL(fileURLWithPath: "\(Package.folder)/cluster/grafana/claviger.json")
            let panels = try JSONDecoder().decode(Dashboard.self, from: Data(contentsOf: file))
                .panels
            #expect(Set(panels.map(\.id)).count == panels.count)
            for panel in panels where panel.type != "row" {
                #expect(panel.targets?.isEmpty == false, "\(panel.title)")
            }
            return panels.flatMap { $0.targets ?? [] }.map(\.expr)
        }

        private static func alertExpressions() throws -> [String] {
            struct Rules: Decodable {
                struct Group: Decodable {
                    let name: String
                    let rules: [Rule]
                }
                struct Rule: Decodable {
                    let alert: String
                    let expr: String
                    let labels: [String: String]
                    let annotations: [String: String]
                }
                let groups: [Group]
            }
            let text = Program.text("\(Package.folder)/cluster/grafana/alerts.yml")
            let rules = try YAMLDecoder().decode(Rules.self, from: text).groups.flatMap(\.rules)
            #expect(Set(rules.map(\.alert)).count == rules.count)
            for rule in rules {
                let severity = rule.labels["severity"] ?? ""
                #expect(["warning", "critical"].contains(severity), "\(rule.alert)")
                #expect(rule.annotations["summary"]?.isEmpty == false, "\(rule.alert)")
            }
            // `up` is Prometheus's own.
            return rules.map(\.expr).filter { !$0.hasPrefix("up{") }
        }
    }
}

extension Tool {
    static let python = "/usr/bin/python3"

    /// No program but a module of Debian's Python.
    struct PythonModule {
        let path: String

        var isExpected: Bool { FileManager.default.fileExists(atPath: path) || Tool.isCI }
    }

    static let prometheusClient = PythonModule(
        path: "/usr/lib/python3/dist-packages/prometheus_client")
}
