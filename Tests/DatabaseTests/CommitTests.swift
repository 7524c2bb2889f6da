import Database
import Keyring
import OpenPGP
import SetReconciliation
import SyntheticKeys
import Testing

@Suite struct CommitTests {
    @Test func `a new key is inserted, the same again is unchanged, more of it updates it`()
        async throws
    {
        let fixture = try DatabaseFixture()
        let synthetic = SyntheticKey(1)
        let one = synthetic.with(identities: [synthetic.userID(0)])
        let other = synthetic.with(identities: [synthetic.userID(1)])
        let both = synthetic.with(identities: [synthetic.userID(0), synthetic.userID(1)])

        #expect(try await fixture.commit([one]).map(\.change) == [.inserted])
        #expect(try await fixture.commit([one]).map(\.change) == [.unchanged])
        let updated = try await fixture.commit([other])
        #expect(updated.map(\.change) == [.updated])
        #expect(updated.first?.digests[.sks] == both.normalized().sksDigest)
        let verified = try VerifiedKey.whole(both)
        #expect(updated.first?.digests[.claviger1] == verified.digest)
        #expect(try await fixture.commit([one, other]).map(\.change) == [.unchanged, .unchanged])
        #expect(try fixture.database.keyCount() == 1)
        #expect(fixture.database.root(of: .sks).count == 1)
        #expect(fixture.changes.value == 2)
        #expect(try await fixture.database.check().problems == [])
    }

    @Test func `parts of one key that come in one transaction end as one element`() async throws {
        let fixture = try DatabaseFixture()
        let synthetic = SyntheticKey(2)
        let parts = (0..<5).map { synthetic.with(identities: [synthetic.userID($0)]) }
        let changes = try await fixture.commit(parts).map(\.change)
        #expect(changes == [.inserted, .updated, .updated, .updated, .updated])
        #expect(fixture.database.root(of: .sks).count == 1)
        #expect(try await fixture.database.check().problems == [])
    }

    @Test func `many clients at once are all answered and nothing is lost`() async throws {
        let fixture = try DatabaseFixture()
        let changes = try await withThrowingTaskGroup(of: [KeyOutcome.Change].self) { group in
            for number in 0..<300 {
                group.addTask {
                    try await fixture.commit([SyntheticKey(number % 200).key]).map(\.change)
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(changes.filter { $0 == .inserted }.count == 200)
        #expect(changes.filter { $0 == .unchanged }.count == 100)
        #expect(try fixture.database.keyCount() == 200)
        #expect(try await fixture.database.check().problems == [])
    }

    @Test func `what was committed is there after the database is opened again`() async throws {
        let fixture = try DatabaseFixture()
        try await fixture.commit((0..<100).map { SyntheticKey($0).key })
        let root = fixture.database.root(of: .sks)
        let again = try fixture.reopened()
        #expect(again.database.root(of: .sks) == root)
        try await again.commit([SyntheticKey(100).key])
        #expect(again.database.root(of: .sks).count == 101)
        #expect(try await again.database.check().problems == [])
    }

    @Test func `the tree kept with the keys equals one built from their digests`() async throws {
        let fixture = try DatabaseFixture()
        var digests: [KeyDigest] = []
        for batch in 0..<6 {
            let keys = (0..<80).map { SyntheticKey(batch * 80 + $0).key }
            digests += try await fixture.commit(keys).compactMap { $0.digests[.sks] }
        }
        var set = try ElementSet()
        for digest in digests {
            try set.apply(inserted: [Element(high: digest.high, low: digest.low)])
        }
        var prefixes: [Prefix] = [.root]
        var compared = 0
        while let prefix = prefixes.popLast() {
            let ours = try fixture.database.answer(for: prefix, in: .sks)
            #expect(try ours == set.answer(for: prefix))
            compared += 1
            if !ours.isLeaf { prefixes += prefix.children(bitquantum: 2) }
        }
        #expect(compared > 1)
    }

    @Test func `two version 3 keys that share a fingerprint are two keys`() async throws {
        // The fingerprint of a version 3 key covers its modulus and exponent only.
        func key(created: UInt8) throws -> TransferablePublicKey {
            let modulus = [UInt8](repeating: 0xC1, count: 64)
            let body: [UInt8] = [3, 0, 0, 0, created, 0, 0, 1, 2, 0] + modulus + [0, 2, 3]
            return try TransferablePublicKey(primary: Packet(tag: .publicKey, body: body))
        }
        let fixture = try DatabaseFixture()
        let (one, two) = (try key(created: 1), try key(created: 2))
        #expect(one.fingerprint == two.fingerprint)
        #expect(try await fixture.commit([one, two]).map(\.change) == [.inserted, .inserted])
        #expect(try fixture.database.storedCopies(of: one.fingerprint).count == 2)
        #expect(fixture.database.root(of: .sks).count == 2)
        #expect(try await fixture.database.check().problems == [])
    }

    @Test func `a key that SKS cannot read and of which nothing verifies is stored, but in no set`()
        async throws
    {
        let body: [UInt8] =
            [6, 0x63, 0x87, 0x7F, 0xE3, 27, 0, 0, 0, 32]
            + [UInt8](repeating: 7, count: 32)
        let key = try TransferablePublicKey(primary: Packet(tag: .publicKey, body: body))
        let fixture = try DatabaseFixture()
        try await fixture.commit([key])
        #expect(try fixture.database.keyCount() == 1)
        #expect(fixture.database.root(of: .sks).count == 0)
        #expect(try await fixture.found(.fingerprint(key.fingerprint)) == [])
        #expect(
            try await fixture.database.keys(
                withDigests: [key.sksDigest], maximumBytes: .max
            ).isEmpty)
        #expect(fixture.changes.value == 0)
        #expect(try await fixture.database.check().problems == [])
    }
}
