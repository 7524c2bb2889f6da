import Foundation

/// One SKS server, as Debian packages it: two processes on one folder.
///
/// What is peculiar: `-basedir` is a file-system root; `sksconf` overrides the command line;
/// `recon_address` is also the source of its connections and has to differ between peers;
/// `hostname` has to be its own address, or it never finds a peer to choose. The mail and gossip
/// timers are off: a session starts when ``startSession()`` says so.
final class SKSNode: Sendable {
    let folder: String
    let address: String
    let reconPort: Int
    let httpPort: Int
    private let database: Program
    private let recon: Program

    /// Fills a database from binary keyrings. The result serves as a pattern to copy: building
    /// takes seconds.
    /// With `cleaned`, after `sks cleandb`, it announces the filter yminsky.merge too.
    static func build(
        in folder: String, from keyrings: [String], cleaned: Bool = false
    ) async throws {
        try layOut(folder, address: "127.0.0.1", reconPort: 1, httpPort: 2, peer: nil)
        try await Program.check(
            ["sks", "build", "-n", "10", "-cache", "100", "-basedir", folder] + keyrings,
            seconds: 600)
        if cleaned {
            // It crashes after its work, so Debian's own script runs it twice.
            let cleandb = ["sks", "cleandb", "-basedir", folder]
            if try await Program.run(cleandb).code != 0 { try await Program.check(cleandb) }
        }
        // `sks pbuild` dies on an empty database; `sks recon` then makes the tree itself.
        guard !keyrings.isEmpty else { return }
        try await Program.check(
            ["sks", "pbuild", "-cache", "20", "-ptree_cache", "70", "-basedir", folder],
            seconds: 600)
    }

    /// Starts a node on a copy of `pattern`, with `extra` keyrings merged in.
    init(
        in folder: String, pattern: String, extra: [String] = [], address: String,
        peer: (address: String, reconPort: Int)?
    ) async throws {
        self.folder = folder
        self.address = address
        reconPort = try Loopback.port(at: address)
        httpPort = try Loopback.port(at: address)
        try Self.layOut(
            folder, address: address, reconPort: reconPort, httpPort: httpPort, peer: peer)
        for part in ["DB", "PTree"] {
            let source = "\(pattern)/var/lib/sks/\(part)"
            guard FileManager.default.fileExists(atPath: source) else { continue }
            try await Program.check(["cp", "-a", source, "\(folder)/var/lib/sks/\(part)"])
        }
        if !extra.isEmpty {
            try await Program.check(["sks", "merge", "-cache", "100", "-basedir", folder] + extra)
        }
        // Each is waited for: `sks recon` dies when it cannot reach `sks db`.
        let database = try Program(["sks", "db", "-basedir", folder], outputs: "\(folder)/db")
        self.database = database
        try await poll("SKS to serve HTTP", seconds: 60) { [httpPort] in
            try Self.ensureRunning(database)
            return FileManager.default.fileExists(atPath: "\(folder)/var/run/sks/db_com_sock")
                && (try? Connection(to: address, port: httpPort)) != nil
        }
        let recon = try Program(
            ["sks", "recon", "-basedir", folder, "-read_config_file", "-debuglevel", "4"],
            outputs: "\(folder)/recon")
        self.recon = recon
        try await poll("SKS to gossip", seconds: 120) {
            try Self.ensureRunning(recon)
            return reconLog.contains("Starting event loop")
        }
    }

    private static func ensureRunning(_ program: Program) throws {
        guard program.isRunning else {
            throw InteropError("SKS died: \(program.output)\(program.errors)")
        }
    }

    private static func layOut(
        _ folder: String, address: String, reconPort: Int, httpPort: Int,
        peer: (address: String, reconPort: Int)?
    ) throws {
        for part in [
            "etc/sks", "var/lib/sks/dump", "var/lib/sks/www", "var/log/sks", "var/run/sks",
            "var/spool/sks/messages", "var/spool/sks/failed_messages",
        ] {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(part)", withIntermediateDirectories: true)
        }
        let configuration = """
            hostname: \(address)
            nodename: sks
            recon_address: \(address)
            recon_port: \(reconPort)
            hkp_address: \(address)
            hkp_port: \(httpPort)
            debuglevel: 4
            pagesize: 16
            ptree_pagesize: 16
            disable_mailsync:
            dontgossip:
            stat_hour: 3

            """
        try write(configuration, to: "\(folder)/etc/sks/sksconf")
        try write(
            peer.map { "\($0.address) \($0.reconPort)\n" } ?? "",
            to: "\(folder)/etc/sks/membership")
        try write("", to: "\(folder)/etc/sks/mailsync")
        try write("<html><body>sks</body></html>\n", to: "\(folder)/var/lib/sks/www/index.html")
        // As the package's sample: without it Berkeley DB's logs grow without end.
        try write(
            "set_mp_mmapsize 268435456\nset_cachesize 0 33554432 1\nset_flags DB_LOG_AUTOREMOVE\n"
                + "set_lg_regionmax 1048576\nset_lg_max 104857600\nset_lg_bsize 2097152\n"
                + "set_lk_detect DB_LOCK_DEFAULT\nset_tmp_dir /tmp\n",
            to: "\(folder)/DB_CONFIG")
    }

    private static func write(_ text: String, to path: String) throws {
        try text.write(toFile: path, atomically: false, encoding: .utf8)
    }

    var reconLog: String { Program.text("\(folder)/var/log/sks/recon.log") }

    /// How many digests entered the prefix tree since the start: its log, added up.
    var digestsTakenIn: Int {
        reconLog.matches(of: /Added (\d+) hash-updates/).reduce(0) { $0 + (Int($1.1) ?? 0) }
    }

    /// User and system seconds of both processes.
    var cpuSeconds: Double { database.cpuSeconds + recon.cpuSeconds }

    /// Dials the listed peer and reconciles, now.
    func startSession() async throws {
        try await blocking { [self] in try sendSynchronize() }
    }

    private func sendSynchronize() throws {
        let connection = try Connection(toSocket: "\(folder)/var/run/sks/recon_com_sock")
        // The command "synchronize". Its answer has to be awaited, or SKS forgets the command.
        connection.send([6])
        guard connection.receive()?.isEmpty == false else {
            throw InteropError("SKS does not answer its command socket")
        }
    }

    /// The armored key with this digest; nil when SKS has none. It answers 500 for that.
    func key(withDigest digest: String) async throws -> String? {
        let path = "/pks/lookup?op=hget&options=mr&search=\(digest)"
        let answer = try await HTTPExchange.get(address, httpPort, path)
        return answer.status == 200 ? answer.text : nil
    }

    /// How many of these digests SKS holds.
    func count(of digests: some Collection<String>) async throws -> Int {
        var count = 0
        for digest in digests where try await key(withDigest: digest) != nil { count += 1 }
        return count
    }

    /// Stops both processes, recon first: it asks the other one.
    func stop() async throws {
        try await recon.stop()
        try await database.stop()
    }
}
