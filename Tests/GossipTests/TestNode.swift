import Database
import Foundation
import Gossip
import Keyring
import Logging
import NIOCore
import NIOPosix
import Node
import NodeService
import OpenPGP
import Replication
import Synchronization

/// A real node in a folder of its own, with an address of its own on the loopback network, its
/// hashquery port, and what it needs to gossip.
final class TestNode: Sendable {
    let node: Node
    let host: String
    let reconPort: Int
    let refusals: Refusals
    let transcript = Transcript()
    let server: HashqueryServer
    private let folder: URL

    private init(
        node: Node, host: String, reconPort: Int, refusals: Refusals, server: HashqueryServer,
        folder: URL
    ) {
        self.node = node
        self.host = host
        self.reconPort = reconPort
        self.refusals = refusals
        self.server = server
        self.folder = folder
    }

    static func make(
        _ name: String, host: String = Loopback.address(), limits: IntakeLimits = IntakeLimits()
    ) async throws -> TestNode {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("claviger-gossip-\(UUID().uuidString)")
        try NodeDatabase.create(in: folder.path)
        let refusals = Refusals()
        let node = try Node(
            name: name, folder: folder.path, refusals: refusals, limits: limits,
            now: { Int(Date().timeIntervalSince1970) })
        let server = try await HashqueryServer.start(on: host) { digests in
            HashqueryServer.ok(
                HashqueryServer.body(
                    try await node.keys(withDigests: digests, maximumBytes: 64 << 20)))
        }
        return TestNode(
            node: node, host: host, reconPort: try await Loopback.freePort(on: host),
            refusals: refusals, server: server, folder: folder)
    }

    func remove() async throws {
        await server.stop()
        try node.close()
        try FileManager.default.removeItem(at: folder)
    }

    /// This node as others configure it.
    func peer(
        filters: Set<String> = ["yminsky.dedup"], http: String? = nil
    ) -> GossipConfiguration.Peer {
        GossipConfiguration.Peer(
            name: node.name, recon: .init(host: host, port: reconPort),
            http: http
                ?? "http://\(GossipConfiguration.Endpoint(host: host, port: server.port))",
            filters: filters)
    }

    func gossip(
        with peers: [GossipConfiguration.Peer], interval: Duration = .seconds(60),
        _ change: (inout GossipLimits) -> Void = { _ in }
    ) -> Gossip {
        var limits = GossipLimits()
        limits.handshakeTimeout = .seconds(2)
        limits.lingerTimeout = .milliseconds(500)
        limits.recovery.firstRetry = .milliseconds(20)
        limits.timing.settling = .milliseconds(10)
        limits.timing.spacing = .milliseconds(100)
        limits.timing.firstRetry = .milliseconds(100)
        change(&limits)
        let gossip = Gossip(
            configuration: GossipConfiguration(
                listen: .init(host: host, port: reconPort), interval: interval, peers: peers,
                httpPort: server.port, limits: limits),
            node: node, refusals: refusals, logger: transcript.logger)
        node.attach(gossip)
        return gossip
    }

    func load(_ keys: [[UInt8]]) async throws {
        _ = try await node.submit(Submission(origin: .load, bytes: keys.flatMap { $0 }))
    }

    func load(_ numbers: Range<UInt64>) async throws {
        try await load(numbers.map { TestKey.bytes($0) })
    }

    var count: Int { get async throws { try await set.count } }
    var root: String { get async throws { try await set.rootDigest } }
    private var set: SetStatus { get async throws { try await node.status().sets[0] } }

    func holds(_ key: [UInt8]) async throws -> Bool {
        guard let digest = TestKey.digest(key) else { return false }
        return try await node.keys(withDigests: [digest], maximumBytes: 1 << 20).count == 1
    }

    func status(of peer: String) async throws -> PeerStatus? {
        try await node.peers().first { $0.name == peer }
    }
}

/// Addresses and ports of the loopback network.
enum Loopback {
    /// Any of its sixteen million addresses: tests that run at once then do not meet.
    static func address() -> String {
        "127.\(UInt8.random(in: 1...250)).\(UInt8.random(in: 1...250)).\(UInt8.random(in: 2...250))"
    }

    static func freePort(on host: String) async throws -> Int {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(to: SocketAddress(ipAddress: host, port: 0)).get()
        defer { channel.close(promise: nil) }
        return channel.localAddress?.port ?? 0
    }
}

/// Log lines, kept.
final class Transcript: Sendable {
    private let kept = Mutex<[String]>([])

    var lines: [String] { kept.withLock { $0 } }

    var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(transcript: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let transcript: Transcript
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            transcript.kept.withLock { $0.append("\(event.message)") }
        }
    }
}

struct DeadlineExceeded: Error, CustomStringConvertible {
    let description: String
}

/// Waits for a condition that others bring about.
func eventually(
    _ what: String, within limit: Duration = .seconds(10), _ condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < end else { throw DeadlineExceeded(description: what) }
        try await Task.sleep(for: .milliseconds(5))
    }
}

/// Lets gossips run while the body does, then stops them.
func running(_ gossips: Gossip..., body: () async throws -> Void) async throws {
    let tasks = gossips.map { gossip in Task { try await gossip.run() } }
    let result: Result<Void, any Error>
    do {
        for gossip in gossips { try await eventually("gossip begins") { gossip.isRunning } }
        try await body()
        result = .success(())
    } catch {
        result = .failure(error)
    }
    for task in tasks { task.cancel() }
    for task in tasks { try await task.value }
    try result.get()
}
