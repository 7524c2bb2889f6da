import Database
import Foundation
import Keyring
import NodeService
import OpenPGP
import SigningKeys
import Synchronization
import SyntheticKeys
import Testing

@testable import Node

extension IntakeJournal {
    /// What a node is taking in.
    static func entries(ofNodeIn folder: String) -> [String] {
        entries(in: "\(folder)/\(folderName)")
    }
}

/// What becomes of submissions by the rules and the budgets.
@Suite struct IntakeTests {
    /// A node with a clock of the test's, in a folder that goes with it.
    private final class Fixture: Sendable {
        let node: Node
        private let folder: String
        private let clock = Clock()

        init(_ change: (inout IntakeLimits) -> Void = { _ in }) throws {
            folder =
                FileManager.default.temporaryDirectory
                .appendingPathComponent("claviger-\(UUID().uuidString)").path
            try NodeDatabase.create(in: folder)
            var limits = IntakeLimits()
            change(&limits)
            node = try Node(
                name: "a", folder: folder, limits: limits, now: { [clock] in clock.now })
        }

        private final class Clock: Sendable {
            private let time = Mutex(7_200_000)
            var now: Int { time.withLock { $0 } }
            func advance(_ seconds: Int) { time.withLock { $0 += seconds } }
        }

        func advance(_ seconds: Int) { clock.advance(seconds) }

        func submit(
            _ bytes: [UInt8], _ origin: Submission.Origin = .client("192.0.2.1")
        ) async throws -> SubmissionReport {
            try await node.submit(Submission(origin: origin, bytes: bytes))
        }

        func served(_ fingerprint: Fingerprint) async throws -> [UInt8]? {
            guard
                case .found(let keys) = try await node.lookup(.fingerprint(fingerprint), limit: 1)
            else { return nil }
            return keys.first?.packets
        }

        var digesting: [String] { IntakeJournal.entries(ofNodeIn: folder) }

        deinit {
            try? node.close()
            try? FileManager.default.removeItem(atPath: folder)
        }
    }

    /// A key with signatures of its own shape that only cryptography tells from valid ones.
    private func junk(_ number: Int, octets: Int) -> TransferablePublicKey {
        JunkSelfSignatures.key(SigningKey(.eddsaLegacy, number: number), octets: octets)
    }

    // MARK: What is reported

    @Test func `what of a key does not count is said beside its outcome`() async throws {
        let fixture = try Fixture()
        var key = junk(1, octets: 1_500)
        key.identities[0].signatures.append(
            SigningKey(.eddsaLegacy, number: 1).selfCertification("Junk <junk@example.org>"))
        let report = try await fixture.submit(key.encoded())
        #expect(report.inserted == [key.fingerprint.hex])
        #expect(report.ignored.map(\.fingerprint) == [key.fingerprint.hex])
        #expect(report.ignored.first?.reason.contains("not verify") == true)
        #expect(report.refused == [])
        // Known junk is neither verified nor told again.
        let again = try await fixture.submit(key.encoded())
        #expect(again.unchanged == [key.fingerprint.hex] && again.ignored == [])
    }

    @Test func `a client's key of which nothing verifies is refused, a peer's and ours is kept`()
        async throws
    {
        let fixture = try Fixture()
        let keys = (1...3).map { junk($0, octets: 1_000) }
        let report = try await fixture.submit(keys[0].encoded())
        #expect(report.refused.map(\.fingerprint) == [keys[0].fingerprint.hex])
        #expect(try await fixture.node.status().keys == 0)
        let loaded = try await fixture.submit(keys[1].encoded(), .load)
        #expect(loaded.inserted == [keys[1].fingerprint.hex])
        let taken = try await fixture.node.take([keys[2].encoded()], from: "b", in: .sks)
        #expect(taken.keys.map(\.outcome) == [.inserted] && taken.resumeAfter == nil)
        #expect(try await fixture.node.status().keys == 2)
        #expect(try await fixture.served(keys[1].fingerprint) == nil)
        #expect(try await fixture.node.check().problems == [])
    }

    @Test func `a revocation certificate alone revokes the key that is stored`() async throws {
        let fixture = try Fixture()
        let owner = SigningKey(.eddsaLegacy, number: 5)
        let key = owner.certificate()
        var lone: [UInt8] = []
        owner.revocation().encode(into: &lone)
        let early = try await fixture.submit(lone)
        #expect(early.refused.count == 1 && early.inserted == [])
        _ = try await fixture.submit(key.encoded())
        var foreign: [UInt8] = []
        SigningKey(.eddsaLegacy, number: 6).revocation().encode(into: &foreign)
        #expect(try await fixture.submit(foreign).refused.count == 1)
        let report = try await fixture.submit(lone)
        #expect(report.updated == [key.fingerprint.hex])
        let served = try #require(try await fixture.served(key.fingerprint))
        let reduced = try TransferablePublicKey.decode(served)
        #expect(reduced.directSignatures.count == 1 && reduced.identities == [])
        #expect(try await fixture.node.check().problems == [])
    }

    @Test func `the status names the rules, and the journal is empty when nothing is under way`()
        async throws
    {
        let fixture = try Fixture()
        _ = try await fixture.submit(SyntheticKey(1).packets)
        _ = try await fixture.submit(Array("rubbish".utf8))
        _ = try await fixture.node.take([SyntheticKey(2).packets], from: "b", in: .sks)
        #expect(try await fixture.node.status().rules == VerifiedKey.rules)
        #expect(try await fixture.node.status().quarantined == [])
        #expect(fixture.digesting == [])
    }

    // MARK: Budgets of clients

    @Test func `one request may fail so often, then the rest of it is refused by name`()
        async throws
    {
        let fixture = try Fixture { $0.requestFailures = 3 }
        let first = SyntheticKey(1)
        let bad = junk(1, octets: 5_000)
        let last = SyntheticKey(2)
        let report = try await fixture.submit(first.packets + bad.encoded() + last.packets)
        #expect(report.inserted == [first.key.fingerprint.hex])
        #expect(
            report.refused.map(\.fingerprint) == [bad.fingerprint.hex, last.key.fingerprint.hex])
        // What was refused can come by itself.
        #expect(try await fixture.submit(last.packets).inserted == [last.key.fingerprint.hex])
    }

    @Test func `the owner of a flooded key can add to it, but not twice in one request`()
        async throws
    {
        let fixture = try Fixture { $0.requestCost = 2_000 }
        let flooded = FloodedKey(signatures: 500)
        _ = try await fixture.submit(flooded.key.encoded(), .load)
        let (owner, userID) = (flooded.owner, flooded.userID)
        func copy(_ time: UInt32) -> TransferablePublicKey {
            owner.certificate(userIDs: [userID], at: time)
        }
        let times = (1...2).map { SignatureRecipe.usualCreationTime + $0 }
        let report = try await fixture.submit(times.flatMap { copy($0).encoded() })
        #expect(report.updated == [owner.fingerprint.hex])
        #expect(report.refused.map(\.fingerprint) == [owner.fingerprint.hex])
    }

    @Test func `an address over its budget waits, others do not, and nothing is looked at`()
        async throws
    {
        let fixture = try Fixture {
            $0.requestFailures = 5
            $0.clientFailures = .init(perMinute: 6)
        }
        let bad = junk(1, octets: 5_000)
        _ = try await fixture.submit(bad.encoded())
        await #expect(throws: NodeServiceError.overBudget(retryAfter: 30)) {
            try await fixture.submit(SyntheticKey(1).packets)
        }
        #expect(fixture.node.refusals.all["submission.budget"] == 1)
        #expect(
            try await fixture.submit(SyntheticKey(1).packets, .client("192.0.2.2")).inserted.count
                == 1)
        _ = try await fixture.submit(SyntheticKey(2).packets, .load)
        fixture.advance(30)
        #expect(try await fixture.submit(SyntheticKey(3).packets).inserted.count == 1)
    }

    @Test func `octets are counted, whatever they are`() async throws {
        let fixture = try Fixture { $0.clientBytes = .init(perMinute: 6_000) }
        _ = try await fixture.submit([UInt8](repeating: 0x41, count: 9_000))
        await #expect(throws: NodeServiceError.overBudget(retryAfter: 60)) {
            try await fixture.submit([])
        }
    }

    @Test func `thousands of honest keys from one address are taken`() async throws {
        let fixture = try Fixture()
        let packets = (0..<2_000).flatMap { SyntheticKey($0).packets }
        #expect(try await fixture.submit(packets).inserted.count == 2_000)
        for number in 2_000..<2_100 {
            #expect(try await fixture.submit(SyntheticKey(number).packets).inserted.count == 1)
        }
        #expect(try await fixture.node.status().sets.map(\.count) == [2_100, 2_100])
    }

    // MARK: Debts of peers

    @Test func `a peer in debt is deferred before its keys are read, and then goes on`()
        async throws
    {
        let fixture = try Fixture { $0.peerWaste = .init(capacity: 1_000, perMinute: 60_000) }
        let bad = (0..<200).map { junk($0, octets: 2_000).encoded() }
        let first = try await fixture.node.take(bad, from: "b", in: .sks)
        // What was begun was taken whole, the rest not at all.
        #expect(first.keys.count < bad.count)
        #expect(first.keys.allSatisfy { $0.outcome == .inserted })
        let wait = try #require(first.resumeAfter)
        let second = try await fixture.node.take(
            [SyntheticKey(1).packets], from: "b", in: .sks)
        #expect(second == TakenKeys(keys: [], resumeAfter: wait))
        let other = try await fixture.node.take(
            [SyntheticKey(2).packets], from: "c", in: .sks)
        #expect(other.keys.count == 1 && other.resumeAfter == nil)
        fixture.advance(wait)
        let third = try await fixture.node.take(
            [SyntheticKey(1).packets], from: "b", in: .sks)
        #expect(third.keys.count == 1 && third.resumeAfter == nil)
    }

    @Test func `honest keys put no peer in debt`() async throws {
        let fixture = try Fixture { $0.peerWaste = .init(capacity: 1, perMinute: 1) }
        let keys = (0..<1_000).map { SyntheticKey($0).packets }
        let taken = try await fixture.node.take(keys, from: "b", in: .sks)
        #expect(taken.resumeAfter == nil)
        #expect(taken.keys.map(\.received) == (0..<1_000).map { SyntheticKey($0).key.sksDigest })
        #expect(taken.keys.allSatisfy { $0.outcome == .inserted && $0.stored == $0.received })
    }

    @Test func `in our own profile a key is called by the digest of what is verified`()
        async throws
    {
        let fixture = try Fixture()
        let flooded = FloodedKey(signatures: 10)
        var budget = VerificationBudget.unlimited
        let verified = try VerifiedKey.verify(flooded.clean, budget: &budget)
        _ = try await fixture.submit(flooded.key.encoded(), .load)
        let taken = try await fixture.node.take(
            [verified.key.encoded()], from: "b", in: .claviger1)
        #expect(taken.keys.first?.received == verified.digest)
        #expect(taken.keys.first?.stored == verified.digest)
    }

    // MARK: Redactions

    @Test func `redactions are ordered, listed and taken back`() async throws {
        let fixture = try Fixture()
        let synthetic = SyntheticKey(1)
        let fingerprint = synthetic.key.fingerprint
        await #expect(throws: NodeServiceError.unknownKey(fingerprint.hex)) {
            try await fixture.node.redact(fingerprint, userID: nil, undo: false, by: "me")
        }
        _ = try await fixture.submit(synthetic.packets)
        let report = try await fixture.node.redact(
            fingerprint, userID: nil, undo: false, by: "me")
        #expect(report.changed == 1)
        #expect(try await fixture.node.redactions() == report.redactions)
        #expect(report.redactions.first?.userIDDigest.count == 64)
        #expect(report.redactions.first?.time == 7_200_000)
        let served = try #require(try await fixture.served(fingerprint))
        #expect(try TransferablePublicKey.decode(served).identities == [])
        let undone = try await fixture.node.redact(
            fingerprint, userID: nil, undo: true, by: "me")
        #expect(undone == RedactionReport(redactions: [], changed: 1))
        #expect(try await fixture.served(fingerprint) == synthetic.packets)
    }
}
