import Foundation
import Keyring
import NodeService
import OpenPGP
import SyntheticKeys
import TestNodes
import Testing

@testable import NodeSocket

/// What a client asks arrives at the node as asked, and what the node says arrives as said.
@Suite struct RoundTripTests {
    private let node = RecordingNode()

    private static let queries: [KeyQuery] = [
        .shortKeyID(0x0012_ABCD), .shortKeyID(.max), .keyID(KeyID(rawValue: 0x0123_4567_89AB_CDEF)),
        .fingerprint(SyntheticKey(1).key.fingerprint),
        .fingerprint(Fingerprint(bytes: Array(repeating: 0xAB, count: 32))!),
        .fingerprint(Fingerprint(bytes: Array(repeating: 0xCD, count: 16))!),
        .digest(KeyDigest(high: 1, low: .max)),
        .words([Array("alice".utf8), [0xC3, 0xFF], Array("00".utf8)], exactly: nil),
        .words([Array("a".utf8)], exactly: "Alice & Bob <a+b@exämple.org> 100%?#=;"),
    ]

    @Test func `every kind of query`() async throws {
        try await withClient(node) { client in
            for query in Self.queries {
                let answer = try await client.lookup(query, limit: 77)
                #expect(answer == .nothing)
            }
        }
        #expect(node.asked.lookups.map(\.query) == Self.queries)
        #expect(node.asked.lookups.allSatisfy { $0.limit == 77 })
    }

    @Test func `every kind of lookup answer`() async throws {
        let keys = (0..<3).map { SyntheticKey($0).key }
        let answers: [LookupAnswer] = [
            .nothing, .tooMany(limit: 500),
            .found(
                keys.map {
                    FoundKey(
                        fingerprint: $0.fingerprint, digest: $0.sksDigest,
                        packets: $0.encoded())
                }),
            .found([
                FoundKey(
                    fingerprint: keys[0].fingerprint, digest: nil, packets: [0, 255, 10],
                    legacyPackets: [1, 0])
            ]),
        ]
        try await withClient(node) { client in
            for answer in answers {
                node.change { $0.lookup = answer }
                let received = try await client.lookup(.shortKeyID(1), limit: 1)
                #expect(received == answer)
            }
        }
    }

    @Test func `keys by digest`() async throws {
        let digests = (0..<10_000).map { KeyDigest(high: UInt64($0), low: ~UInt64($0)) }
        let keys: [[UInt8]] = [[1, 2, 3], [], Array(repeating: 0xFF, count: 100_000)]
        node.change { $0.keys = keys }
        try await withClient(node) { client in
            let received = try await client.keys(withDigests: digests, maximumBytes: 12345)
            #expect(received == keys)
        }
        #expect(node.asked.digestQueries.first?.digests == digests)
        #expect(node.asked.digestQueries.first?.maximumBytes == 12345)
    }

    @Test func `submissions with their origin, up to millions of octets`() async throws {
        var report = SubmissionReport()
        report.inserted = ["AA"]
        report.updated = ["BB", "CC"]
        report.unchanged = ["DD"]
        report.ignored = [.init(fingerprint: "BB", reason: "2 signatures that do not verify")]
        report.refused = [
            .init(fingerprint: nil, reason: "at octet 7: \"odd\" \u{1F511}"),
            .init(fingerprint: "EE", reason: "too large"),
        ]
        let expected = report
        node.change { $0.report = expected }
        let submissions = [
            Submission(origin: .load, bytes: [0x99, 0, 255]),
            Submission(origin: .client("2001:db8::1%eth0"), bytes: Array("text\r\n".utf8)),
            Submission(origin: .peer("b & c=d"), bytes: Array(repeating: 7, count: 5_000_000)),
        ]
        try await withClient(node) { client in
            for submission in submissions {
                let received = try await client.submit(submission)
                #expect(received == expected)
            }
        }
        #expect(node.asked.submissions.map(\.origin) == submissions.map(\.origin))
        #expect(node.asked.submissions.map(\.bytes) == submissions.map(\.bytes))
    }

    @Test func `status, peers, activity, check, health and shutdown`() async throws {
        try await withClient(node) { client in
            #expect(try await client.status() == RecordingNode.status)
            #expect(try await client.peers() == RecordingNode.peers)
            #expect(try await client.activity() == RecordingNode.activity)
            #expect(try await client.metrics() == RecordingNode.metrics)
            #expect(try await client.check() == RecordingNode.check)
            #expect(await client.isHealthy())
            node.change { $0.isHealthy = false }
            #expect(await !client.isHealthy())
            try await client.shutdown()
        }
        #expect(node.asked.shutdowns == 1)
    }

    /// Whom the node sees at the other end of the socket, whoever else is named.
    private let caller = "user \(geteuid())"

    @Test func `orders to redact and to take that back, and what is redacted`() async throws {
        let fingerprint = SyntheticKey(1).key.fingerprint
        let report = RedactionReport(redactions: RecordingNode.redactions, changed: 1)
        let orders: [RecordingNode.RedactionOrder] = [
            .init(fingerprint: fingerprint, userID: nil, undo: false, by: caller),
            .init(fingerprint: fingerprint, userID: [0, 0xFF, 10], undo: false, by: caller),
            .init(fingerprint: fingerprint, userID: [], undo: true, by: caller),
        ]
        try await withClient(node) { client in
            for order in orders {
                let received = try await client.redact(
                    order.fingerprint, userID: order.userID, undo: order.undo,
                    by: "somebody else")
                #expect(received == report)
            }
            #expect(try await client.redactions() == RecordingNode.redactions)
        }
        #expect(node.asked.redactionOrders == orders)
    }

    @Test func `orders to remove a key and to let it back in, and what is removed`() async throws {
        let fingerprint = SyntheticKey(1).key.fingerprint
        try await withClient(node) { client in
            let removed = try await client.remove(
                fingerprint, reason: "Art. 17 \"DSGVO\"", anyway: true, by: "somebody else")
            #expect(
                removed
                    == RemovalReport(removal: RecordingNode.removals[0], keys: 1, changed: true))
            let back = try await client.letBack(fingerprint)
            #expect(back == RemovalReport(removal: nil, keys: 0, changed: true))
            #expect(try await client.removals() == RecordingNode.removals)
        }
        #expect(
            node.asked.removalOrders == [
                .init(
                    fingerprint: fingerprint, reason: "Art. 17 \"DSGVO\"", anyway: true,
                    by: caller),
                .init(fingerprint: fingerprint, reason: nil, anyway: false, by: nil),
            ])
    }

    @Test func `a peer of any name`() async throws {
        let names = ["b", "b c/d", "ü%?#&=", ".."]
        try await withClient(node) { client in
            for name in names {
                let report = try await client.reconcile(with: name)
                #expect(report == RecordingNode.reconciliation(name))
            }
        }
        #expect(node.asked.reconciled == names)
    }

    @Test func `the node's errors`() async throws {
        let errors: [NodeServiceError] = [
            .unknownPeer("b \"c\""), .peerFailed("connection refused\nby b"), .stopping,
            .unknownKey("AA"), .overBudget(retryAfter: 17),
        ]
        try await withClient(node) { client in
            for error in errors {
                node.change { $0.failure = error }
                await #expect(throws: error) { try await client.reconcile(with: "b") }
                await #expect(throws: error) { try await client.status() }
            }
        }
    }

    @Test func `an unforeseen error is the node's fault and says what it was`() async throws {
        struct Broken: Error, CustomStringConvertible { let description = "disk on fire" }
        node.change { $0.failure = Broken() }
        try await withClient(node) { client in
            let expected = NodeSocketError.refused(code: "internal", message: "disk on fire")
            await #expect(throws: expected) { try await client.check() }
            node.change { $0.failure = nil }
        }
    }

    @Test func `many calls at once`() async throws {
        try await withClient(node) { client in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        let report = try await client.reconcile(with: "peer \(number)")
                        #expect(report.peer == "peer \(number)")
                    }
                }
                try await group.waitForAll()
            }
        }
        #expect(Set(node.asked.reconciled).count == 100)
    }
}
