import Foundation
import Testing

@testable import NodeConfiguration

/// Each kind of problem by itself, with its line.
@Suite struct ConfigurationProblemTests {
    private func one(_ text: String) throws -> String {
        let found = try problems(in: text)
        #expect(found.count == 1, "\(found)")
        return found.first ?? "no problem"
    }

    @Test func `a file that does not exist is named with the system's reason`() throws {
        let problem = #expect(throws: ConfigurationProblems.self) {
            try NodeConfiguration.load("/nonexistent/node.yaml")
        }
        #expect(
            problem?.description
                == "/nonexistent/node.yaml: cannot read: No such file or directory: name a "
                + "readable file; `claviger init DIR` writes one")
    }

    @Test func `a folder is no file`() throws {
        let problem = #expect(throws: ConfigurationProblems.self) {
            try NodeConfiguration.load("/")
        }
        #expect(problem?.description.contains("Is a directory") == true)
    }

    @Test func `an empty file says where to start`() throws {
        #expect(try one("").contains("the file is empty"))
        #expect(try one("# only a comment\n").contains("the file is empty"))
    }

    @Test func `bytes that are not UTF-8 are refused`() throws {
        let file = try TemporaryFile("")
        try Data([0x6E, 0xFF, 0xFE]).write(to: URL(fileURLWithPath: file.path))
        let problem = #expect(throws: ConfigurationProblems.self) {
            try NodeConfiguration.load(file.path)
        }
        #expect(problem?.problems.first?.message == "not UTF-8: write plain UTF-8 text")
    }

    @Test(arguments: [
        ("node:\n  name: a\n\tdata: x\n", 3),
        ("node: {name: a\n", 2),
        (smallest + "http: [\n", 6),
        (smallest + "recon: *nowhere\n", 5),
        (smallest + "---\nnode:\n", 5),
        (smallest + "http: \u{7}\n", 5),
    ])
    func `bad YAML is reported with its line`(text: String, line: Int) throws {
        let problem = try one(text)
        #expect(problem.hasPrefix("\(line): "), "\(problem)")
    }

    @Test func `a document that is no mapping says what it should be`() throws {
        #expect(try one("- a\n").hasPrefix("1: expected keys and values: write node:, http:"))
        #expect(try one("word\n").hasPrefix("1: expected keys and values"))
    }

    @Test func `a key given twice is one problem among others`() throws {
        let found = try problems(
            in: """
                node:
                  name: a
                  "data": x
                  socket: node.sock
                  data: y
                  name: b
                http:
                  listen: []
                http:
                  listn: []
                """)
        #expect(
            found == [
                "5: node.data: already given in line 3: keep one of the two",
                "6: node.name: already given in line 2: keep one of the two",
                "9: http: already given in line 7: keep one of the two",
                "10: http.listn: unknown key: write listen, or remove it",
            ])
    }

    @Test func `a key given three times is told for each repetition`() throws {
        let found = try problems(in: smallest + "limits:\nlimits:\nlimits:\n")
        #expect(
            found == [
                "6: limits: already given in line 5: keep one of the two",
                "7: limits: already given in line 5: keep one of the two",
            ])
    }

    @Test(arguments: [
        "http:\n  templates: null\n", "recon:\n  full_sync: 24h\n",
        "federation: null\n", "mail: null\n", "realms: realms/\n",
    ])
    func `what is not built is an unknown key`(section: String) throws {
        let found = try problems(in: smallest + section)
        #expect(found.contains { $0.contains("unknown key") }, "\(found)")
    }

    @Test func `what is needed and missing is named`() throws {
        #expect(
            try one("http:\n  listen: []\n")
                == "node: missing: write node: with name: and data: below it")
        #expect(
            try problems(in: "http:\n  listen: []\nnode:\n  name: a\n") == [
                "4: node.data: missing: write data: and its value",
                "4: node.socket: missing: write socket: and its value",
            ])
        #expect(
            try problems(in: smallest + "recon:\n  listen: 'localhost:1'\n  peers:\n  - name: b\n")
                == [
                    "8: recon.peers[0].recon: missing: write recon: and its value",
                    "8: recon.peers[0].http: missing: write http: and its value",
                ])
    }

    @Test func `a socket path is no longer than the system takes`() throws {
        func text(_ length: Int) -> String {
            let path = "/" + String(repeating: "s", count: length - 1)
            return "node:\n  name: a\n  data: d\n  socket: \(path)\n"
        }
        #expect(try problems(in: text(103)) == [])
        let problem = try one(text(104))
        #expect(problem.hasPrefix("4: node.socket: /sss"))
        #expect(problem.contains("is 104 bytes long, a socket's path has at most 103"))
    }

    @Test(arguments: [
        ("protocol: native", "protocol: unknown \"native\": write sks"),
        ("profile: claviger-1", "profile: unknown \"claviger-1\": write sks"),
        ("filters: yminsky.dedup", "filters: expected a list"),
        ("filters: []", "filters: not a combination that SKS announces"),
        ("filters: [yminsky.merge]", "filters: not a combination that SKS announces"),
        ("filters: [yminsky.dedup, yminsky.dedup]", "filters: not a combination"),
        ("filter: [yminsky.dedup]", "filter: unknown key: write filters, or remove it"),
    ])
    func `what a peer cannot be is refused`(line: String, problem: String) throws {
        let found = try one(
            smallest + """
                http: {listen: ["127.0.0.1:11371"]}
                recon:
                  listen: 127.0.0.1:11370
                  peers:
                    - name: b
                      recon: 127.0.0.2:11370
                      http: http://127.0.0.2:11371
                      \(line)
                """)
        #expect(found.hasPrefix("12: recon.peers[0].\(problem)"), "\(found)")
    }

    @Test func `a node is not its own peer`() throws {
        let found = try problems(
            in: smallest + """
                http: {listen: ["127.0.0.1:11371"]}
                recon:
                  listen: 127.0.0.1:11370
                  peers:
                    - {name: a, recon: "127.0.0.1:11370", http: "http://127.0.0.1:11371"}
                """)
        #expect(
            found == [
                "9: recon.peers[0].name: \"a\" is this node's own name: write the peer's",
                "9: recon.peers[0].recon: 127.0.0.1:11370 is where this node listens: write the "
                    + "peer's address",
            ])
    }

    @Test func `no two listeners share an address`() throws {
        #expect(
            try one(smallest + "http:\n  listen:\n    - '[::1]:80'\n    - '[::1]:80'\n")
                == "8: http.listen[1]: [::1]:80 stands twice: remove one")
        #expect(
            try one(smallest + "http:\n  listen: ['127.0.0.1:1']\nrecon:\n  listen: 127.0.0.1:1\n")
                == "8: recon.listen: 127.0.0.1:1 is also in http.listen: write another port, such "
                + "as 11370")
    }

    @Test func `a node that gossips serves HTTP too`() throws {
        #expect(
            try one(smallest + "recon:\n  listen: 127.0.0.1:11370\n")
                == "6: recon: peers fetch what they lack by HTTP: write an address in "
                + "http.listen, or recon: null")
    }

    @Test func `a source is an address without a port`() throws {
        let recon = "http: {listen: ['0.0.0.0:80']}\nrecon:\n  listen: 0.0.0.0:11370\n  source: "
        #expect(try problems(in: smallest + recon + "192.0.2.1\n") == [])
        #expect(try problems(in: smallest + recon + "'2001:db8::1'\n") == [])
        #expect(try one(smallest + recon + "192.0.2.1:11370\n").contains("is not an IP address"))
    }

    @Test(arguments: ["0", "-1", "many", "9223372036854775808"])
    func `a limit has its range`(value: String) throws {
        let problem = try one(smallest + "limits:\n  submission_bytes: \(value)\n")
        #expect(
            problem
                == "6: limits.submission_bytes: \"\(value)\" is not taken: write a number from "
                + "65536 to 268435456")
    }

    @Test(arguments: [
        ("proxy", "\"proxy\" is not an address or a range: write such as 127.0.0.1"),
        ("127.0.0.1:80", "\"127.0.0.1:80\" is not an address or a range"),
        ("10.0.0.0/8/8", "\"10.0.0.0/8/8\" is not an address or a range"),
        ("10.0.0.0/", "\"\" is not a number of bits: write a number from 0 to 32"),
        ("10.0.0.0/33", "\"33\" is not a number of bits: write a number from 0 to 32"),
        ("10.0.0.0/+8", "\"+8\" is not a number of bits"),
        ("'::/129'", "\"129\" is not a number of bits: write a number from 0 to 128"),
        ("10.0.0.1/8", "\"10.0.0.1/8\" has bits set behind the first 8: write the first address"),
        ("'2001:db8::1/32'", "\"2001:db8::1/32\" has bits set behind the first 32"),
        ("'::ffff:10.0.0.0/104'", "\"::ffff:10.0.0.0/104\" is IPv4 written as IPv6"),
    ])
    func `what is no range of addresses is refused`(text: String, problem: String) throws {
        let found = try one(smallest + "http:\n  listen: []\n  trusted_proxies: [\(text)]\n")
        #expect(found.hasPrefix("7: http.trusted_proxies[0]: \(problem)"), "\(found)")
    }

    @Test func `ranges are taken as they are written`() throws {
        let ranges = "[127.0.0.1, 0.0.0.0/0, 10.128.0.0/9, '::1', '2001:db8::/32', '::/0']"
        #expect(
            try problems(in: smallest + "http:\n  listen: []\n  trusted_proxies: \(ranges)\n")
                == [])
        #expect(
            try one(smallest + "http:\n  listen: []\n  trusted_proxies: ['::1', '::1']\n")
                == "7: http.trusted_proxies[1]: ::1 stands twice: remove one")
    }

    @Test func `a policy for third parties is one of three`() throws {
        #expect(
            try one(smallest + "keys:\n  third_party: some\n")
                == "6: keys.third_party: unknown \"some\": write none or approved or all")
        #expect(
            try one(smallest + "keys:\n  thirdparty: all\n")
                == "6: keys.thirdparty: unknown key: write third_party, or remove it")
    }

    @Test(arguments: [
        (
            "log: {level: loud}",
            "5: log.level: unknown \"loud\": write trace or debug or info or notice or warning or "
                + "error or critical"
        ),
        (
            "log: {levels: {gosip: debug}}",
            "5: log.levels.gosip: unknown key: write gossip, or remove it"
        ),
        (
            "log: {levels: debug}",
            "5: log.levels: expected keys and values: write node:, socket:, http:, dns:, gossip:, audit:"
        ),
        ("log: {format: xml}", "5: log.format: unknown \"xml\": write auto or text or json"),
        (
            "http: {metrics: [everybody]}",
            "5: http.metrics[0]: \"everybody\" is not an address or a range: write such as "
                + "127.0.0.1, 10.0.0.0/8 or 2001:db8::/32"
        ),
        ("http: {metrics: [\"::1\", \"::1\"]}", "5: http.metrics[1]: ::1 stands twice: remove one"),
    ])
    func `of the log and the metrics what is wrong is told`(text: String, problem: String) throws {
        #expect(try one(smallest + text + "\n") == problem)
    }
}
