import Database
import Keyring
import OpenPGP
import SetReconciliation
import SyntheticKeys
import Testing

/// Keys that are removed by order.
@Suite struct RemovalTests {
    private let fixture: DatabaseFixture
    private var database: NodeDatabase { fixture.database }
    private let keys = (0..<40).map { number in
        let synthetic = SyntheticKey(number)
        return synthetic.with(
            identities: [synthetic.userID(0)], subkeys: [synthetic.subkey(0)])
    }

    init() throws { fixture = try DatabaseFixture() }

    private func remove(
        _ fingerprint: Fingerprint, anyway: Bool = false
    ) async throws -> RemovalOutcome {
        try await database.remove(
            fingerprint, reason: "a letter", anyway: anyway, by: "user 1"
        ).outcome
    }

    @Test func `a removed key is gone with all that was derived from it, and the sets with it`()
        async throws
    {
        let other = try DatabaseFixture()
        try await other.commit(Array(keys.dropFirst()))
        try await fixture.commit(keys)
        let fingerprint = keys[0].fingerprint
        let outcome = try await remove(fingerprint)
        #expect(outcome.keys == 1)
        #expect(outcome.isChanged)
        #expect(outcome.removal?.orderedBy == "user 1")
        #expect(try await fixture.found(.fingerprint(fingerprint)).isEmpty)
        #expect(try await fixture.found(.keyID(keys[0].keyID)).isEmpty)
        #expect(try database.keyCount() == keys.count - 1)
        for profile in Profile.allCases {
            #expect(database.root(of: profile) == (other.database.root(of: profile)))
        }
        #expect(try await database.check().problems == [])
        // The trees that the writer remembers are those of the disk.
        try await fixture.commit([SyntheticKey(100).key])
        try await other.commit([SyntheticKey(100).key])
        #expect(database.root(of: .sks) == (other.database.root(of: .sks)))
        #expect(try await database.check().problems == [])
    }

    @Test func `it is refused from then on, and after a restart, until it is let back in`()
        async throws
    {
        try await fixture.commit(keys)
        let roots = database.root(of: .sks)
        let fingerprint = keys[3].fingerprint
        #expect(try await remove(fingerprint).isChanged)
        #expect(try await fixture.commit([keys[3]]).map(\.change) == [.removed])
        #expect(try await !remove(fingerprint).isChanged)
        let reopened = try fixture.reopened()
        #expect(try await reopened.commit([keys[3]]).map(\.change) == [.removed])
        #expect(try await reopened.database.removals().map(\.fingerprint) == [fingerprint])
        #expect(try await reopened.database.letBack(fingerprint).outcome.isChanged)
        #expect(try await !reopened.database.letBack(fingerprint).outcome.isChanged)
        #expect(try await reopened.commit([keys[3]]).map(\.change) == [.inserted])
        #expect(reopened.database.root(of: .sks) == roots)
        #expect(try await reopened.database.removals().isEmpty)
        #expect(try await reopened.database.check().problems == [])
    }

    @Test func `a key that is not stored is removed only where that is meant`() async throws {
        let fingerprint = keys[0].fingerprint
        let unknown = try await remove(fingerprint)
        #expect(!unknown.isChanged && unknown.removal == nil)
        #expect(try await fixture.commit([keys[0]]).map(\.change) == [.inserted])
        let other = keys[1].fingerprint
        #expect(try await remove(other, anyway: true).isChanged)
        #expect(try await fixture.commit([keys[1]]).map(\.change) == [.removed])
    }

    @Test func `what peers know it by is not wanted, until it is let back in`() async throws {
        try await fixture.commit(keys)
        let digest = keys[5].sksDigest
        func wanted(_ digests: [KeyDigest]) async throws -> [KeyDigest] {
            try await database.notUseless(among: digests, of: "b", in: .sks)
        }
        #expect(try await wanted([digest]) == [digest])
        _ = try await remove(keys[5].fingerprint)
        #expect(try await wanted([digest]).isEmpty)
        // A variant of it that a peer gave meanwhile.
        let variant = KeyDigest(high: 1, low: 2)
        let reason = RemovedKey.refusal(of: keys[5].fingerprint)
        try await database.remember(useless: [(variant, reason)], of: "b", in: .sks)
        _ = try await database.letBack(keys[5].fingerprint)
        #expect(try await wanted([digest, variant]) == [digest, variant])
    }

    @Test func `the log tells of the removal and not of the key's changes before it`() async throws
    {
        try await fixture.commit(Array(keys.prefix(3)))
        _ = try await remove(keys[1].fingerprint)
        try await fixture.commit([keys[3]])
        let changes = try await database.changes(after: 0, limit: 10)
        #expect(changes.map(\.kind) == [.inserted, .inserted, .removed, .inserted])
        #expect(
            changes.map(\.fingerprint)
                == [keys[0], keys[2], keys[1], keys[3]].map(\.fingerprint))
        #expect(changes.map(\.sequence) == changes.map(\.sequence).sorted())
        #expect(Set(changes.map(\.sequence)).count == 4)
        #expect(try database.lastChange() == changes.last?.sequence)
    }

    @Test func `check finds a removed key that is stored`() async throws {
        try await fixture.commit(keys)
        let damaged = try fixture.damaged(
            by: """
                INSERT INTO removal SELECT fingerprint, 1000, 0, '', '' FROM key WHERE id = 7
                """)
        let problems = try await damaged.database.check().problems
        #expect(problems == ["key 7: it was removed by order and is stored"])
    }
}
