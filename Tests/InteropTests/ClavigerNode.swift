import Foundation

/// One node of ours: a folder that `claviger init` made, and the running program.
final class ClavigerNode {
    /// A partner as node.yaml lists it.
    struct Peer {
        let name: String
        let recon: String
        let http: String
    }

    let name: String
    let folder: String
    let address: String
    let httpPort: Int
    let reconPort: Int
    private(set) var program: Program?

    var configuration: String { "\(folder)/node.yaml" }
    var recon: String { "\(address):\(reconPort)" }
    var http: String { "http://\(address):\(httpPort)" }

    /// Runs `claviger init`; with a `pattern`, the database is a copy of that node's. With a
    /// `localPort`, the node serves HTTP at 127.0.0.1 too: dirmngr refuses other loopback
    /// addresses, which have no name.
    init(
        _ name: String, in folder: String, address: String, ports: (http: Int, recon: Int)? = nil,
        localPort: Int? = nil, peers: [Peer] = [], pattern: ClavigerNode? = nil
    ) async throws {
        self.name = name
        self.folder = folder
        self.address = address
        httpPort = try ports?.http ?? Loopback.port(at: address)
        reconPort = try ports?.recon ?? Loopback.port(at: address)
        var arguments = [
            Package.claviger, "init", folder, "--name", name, "--http", "\(address):\(httpPort)",
            "--recon", "\(address):\(reconPort)",
        ]
        if let localPort { arguments += ["--http", "127.0.0.1:\(localPort)"] }
        for peer in peers { arguments += ["--peer", "\(peer.name)=\(peer.recon),\(peer.http)"] }
        try await Program.check(arguments)
        // Sessions start when a test wants them, not by the clock.
        try edit("interval: ", "3600s")
        guard let pattern else { return }
        try await Program.check(["rm", "-r", "\(folder)/data"])
        try await Program.check(["cp", "-a", "\(pattern.folder)/data", "\(folder)/data"])
    }

    /// Changes the first value behind `key` in node.yaml.
    func edit(_ key: String, _ value: String) throws {
        var lines = Program.text(configuration).components(separatedBy: "\n")
        guard let line = lines.firstIndex(where: { $0.contains(key) && !$0.contains("#") }),
            let start = lines[line].range(of: key)?.upperBound
        else { throw InteropError("node.yaml has no line with \(key)") }
        lines[line].replaceSubrange(start..., with: value)
        try lines.joined(separator: "\n").write(
            toFile: configuration, atomically: true, encoding: .utf8)
    }

    /// Makes these the peers in node.yaml.
    func writePeers(_ peers: [Peer]) throws {
        var lines = Program.text(configuration).components(separatedBy: "\n")
        guard let line = lines.firstIndex(where: { $0.hasPrefix("  peers:") }) else {
            throw InteropError("node.yaml has no line with peers:")
        }
        let rest = lines[(line + 1)...]
        let end = rest.firstIndex { !$0.hasPrefix("    ") } ?? lines.endIndex
        let entries = peers.flatMap { peer in
            [
                "    - name: \(peer.name)", "      recon: \"\(peer.recon)\"",
                "      http: \(peer.http)",
            ]
        }
        lines.replaceSubrange(line..<end, with: ["  peers:\(peers.isEmpty ? " []" : "")"] + entries)
        try lines.joined(separator: "\n").write(
            toFile: configuration, atomically: true, encoding: .utf8)
    }

    /// Has the running node read node.yaml again, and waits until it has done so.
    func hangUp() async throws {
        guard let program else { throw InteropError("\(name) does not run") }
        let before = log.components(separatedBy: "SIGHUP: ").count
        kill(program.pid, SIGHUP)
        try await poll("\(name) to deal with SIGHUP") {
            log.components(separatedBy: "SIGHUP: ").count > before
        }
    }

    /// Starts the node and waits for `ready`.
    func start(environment: [String: String] = [:]) async throws {
        let earlier = readyCount
        let program = try Program(
            [Package.claviger, "serve", "--config", configuration], environment: environment,
            outputs: "\(folder)/serve")
        self.program = program
        try await poll("\(name) to be ready") {
            guard program.isRunning else {
                throw InteropError("\(name) ended at its start: \(program.errors)")
            }
            return readyCount > earlier
        }
    }

    /// How often the program said that it was ready, all starts together.
    private var readyCount: Int {
        Program.text("\(folder)/serve.out").split(separator: "\n").count { $0 == "ready" }
    }

    /// What it logged, all starts together.
    var log: String { Program.text("\(folder)/serve.err") + Program.text("\(folder)/serve.out") }

    /// Stops it as an operator does; returns the exit code.
    @discardableResult
    func stop(_ signal: Int32 = SIGTERM) async throws -> Int32 {
        guard let program else { return 0 }
        self.program = nil
        return try await program.stop(signal, seconds: 30)
    }

    /// Runs a command on this node.
    func run(_ command: String, _ arguments: [String] = []) async throws -> ProgramResult {
        try await Program.run(
            [Package.claviger, command, "--config", configuration] + arguments, seconds: 600)
    }

    /// Loads keyrings; every one has to be read to its end.
    func load(_ files: String...) async throws {
        let result = try await run("load", files)
        guard result.code == 0 else {
            throw InteropError("load ended with \(result.code): \(result.errors)")
        }
    }

    func status() async throws -> Status {
        let result = try await run("status", ["--json"])
        guard result.code == 0 else { throw InteropError("status: \(result.errors)") }
        return try JSONDecoder().decode(Status.self, from: Data(result.output.utf8))
    }

    /// The lines of `claviger status --json` that tests look at.
    struct Status: Decodable {
        struct ReconciledSet: Decodable {
            let profile: String
            let count: Int
            let rootDigest: String
        }

        let name: String
        let keys: Int
        let sets: [ReconciledSet]
        let refusals: [String: Int]

        var sks: ReconciledSet? { sets.first { $0.profile == "sks" } }
    }

    /// The armored key with this digest; nil when the node has none.
    func key(withDigest digest: String) async throws -> String? {
        let path = "/pks/lookup?op=hget&options=mr&search=\(digest)"
        let answer = try await HTTPExchange.get(address, httpPort, path)
        guard answer.status == 200 || answer.status == 404 else {
            throw InteropError("hget answers \(answer.status): \(answer.text)")
        }
        return answer.status == 200 ? answer.text : nil
    }

    /// How many of these digests it holds.
    func count(of digests: some Collection<String>) async throws -> Int {
        var count = 0
        for digest in digests where try await key(withDigest: digest) != nil { count += 1 }
        return count
    }
}
