import Keyring
import Logging
import NodeService
import OpenPGP
import Synchronization
import SyntheticKeys
import TestNodes
import TestSupport
import Testing

@testable import NodeSocket

/// Who ordered what is written down.
@Suite struct AuditTests {
    private let node = RecordingNode()
    private let lines = Lines()

    /// What was logged, in order.
    private final class Lines: Sendable {
        private let all = Mutex<[String]>([])

        func add(_ line: String) { all.withLock { $0.append(line) } }
        var text: [String] { all.withLock { $0 } }

        /// Returns once there are so many.
        func wait(for count: Int) async throws {
            try await within { while self.text.count < count { await Task.yield() } }
        }
    }

    private struct Recorder: LogHandler {
        let lines: Lines
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let values = (event.metadata ?? [:]).sorted { $0.key < $1.key }
                .map { "\($0.key)=\($0.value)" }
            lines.add(([event.message.description] + values).joined(separator: " "))
        }
    }

    private func serving(
        _ role: Role, _ work: @escaping @Sendable (String) async throws -> Void
    ) async throws {
        try await withFolder { folder in
            let path = folder + "/node.sock"
            try await withServer(
                node, at: path, access: LiveAccess(AccessRules([role: [.user(1001)]], owner: 1000)),
                as: PeerCredential(process: 17, user: 1001, group: 1001),
                audit: Logger(label: "audit") { [lines] _ in Recorder(lines: lines) }
            ) { _ in try await work(path) }
        }
    }

    private static let fingerprint = SyntheticKey(1).key.fingerprint

    @Test func `each order has its line, with who gave it and what came of it`() async throws {
        node.change { $0.pieces = [[1, 2, 3]] }
        try await serving(.operator) { path in
            try await NodeSocketClient.with(path: path) { client in
                let fingerprint = Self.fingerprint
                _ = try await client.remove(
                    fingerprint, reason: "a letter of Ada", anyway: false, by: "")
                _ = try await client.letBack(fingerprint)
                _ = try await client.redact(
                    fingerprint, userID: Array("Ada".utf8), undo: false, by: "")
                _ = try await client.redact(fingerprint, userID: nil, undo: true, by: "")
                _ = try await client.reconcile(with: "b c")
                _ = try await client.submit(Submission(origin: .load, bytes: [1]))
                for try await _ in try await client.dump().octets {}
                try await lines.wait(for: 8)
                for try await _ in try await client.backup().octets {}
                try await lines.wait(for: 10)
                try await client.shutdown()
            }
        }
        let key = Self.fingerprint.hex
        #expect(
            lines.text == [
                "POST /v1/removals by=user 1001 of=\(key) process=17 result=removed, 1 deleted",
                "DELETE /v1/removals by=user 1001 of=\(key) process=17 result=let back in",
                "POST /v1/redactions by=user 1001 of=\(key) process=17 "
                    + "result=1 changed, 2 redacted now",
                "DELETE /v1/redactions by=user 1001 of=\(key) process=17 "
                    + "result=1 changed, 2 redacted now",
                "POST /v1/peers/b%20c/reconcile by=user 1001 process=17 "
                    + "result=1 missing, 2 fetched",
                "POST /v1/keys by=user 1001 process=17 "
                    + "result=0 new, 0 updated, 0 unchanged, 0 refused",
                "GET /v1/dump by=user 1001 process=17 result=begun",
                "GET /v1/dump by=user 1001 process=17 result=3 octets",
                "GET /v1/backup by=user 1001 process=17 result=begun",
                "GET /v1/backup by=user 1001 process=17 result=3 octets",
                "POST /v1/shutdown by=user 1001 process=17 result=stopping",
            ])
    }

    @Test func `an order that fails is written down, and a dump that breaks off`() async throws {
        struct Broken: Error {}
        node.change {
            $0.pieces = [[1, 2, 3]]
            $0.breaking = Broken()
        }
        try await serving(.operator) { path in
            try await NodeSocketClient.with(path: path) { client in
                await #expect(throws: NodeSocketError.self) {
                    for try await _ in try await client.dump().octets {}
                }
                try await lines.wait(for: 2)
                node.change { $0.failure = NodeServiceError.unknownKey("AA") }
                await #expect(throws: NodeServiceError.self) {
                    try await client.remove(Self.fingerprint, reason: "x", anyway: false, by: "")
                }
            }
        }
        #expect(lines.text.count == 3)
        #expect(lines.text[1].hasSuffix("result=broke off after 3 octets"))
        #expect(lines.text[2].hasSuffix("result=unknown_key"))
    }

    @Test func `what is no order is not written down`() async throws {
        try await serving(.gateway) { path in
            try await NodeSocketClient.with(path: path) { client in
                _ = try await client.status()
                _ = try await client.submit(
                    Submission(origin: .client("192.0.2.1"), bytes: [1]))
                await #expect(throws: NodeSocketError.self) {
                    try await client.remove(Self.fingerprint, reason: "x", anyway: true, by: "")
                }
            }
        }
        #expect(lines.text.isEmpty)
    }
}
