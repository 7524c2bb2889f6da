import Foundation
import GRDB
import Keyring
import OpenPGP
import SetReconciliation
import SigningKeys
import Synchronization
import SyntheticKeys
import Testing

@testable import Database

/// Databases of an older version, of other rules, of another policy.
@Suite struct RederivationTests {
    /// What was told of progress.
    private final class Told: Sendable {
        private let list = Mutex<[RederivationProgress]>([])
        var all: [RederivationProgress] { list.withLock { $0 } }
        var tell: @Sendable (RederivationProgress) -> Void {
            { progress in self.list.withLock { $0.append(progress) } }
        }
    }

    /// A database as version 1 left it: the stored forms, indexed by everything that they claim.
    private func version1(_ keys: [TransferablePublicKey]) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let queue = try DatabaseQueue(path: folder.path + "/" + NodeDatabase.fileName)
        try Schema.migrator.migrate(queue, upTo: "1 keys")
        try queue.write { db in
            var set = SetChanges()
            for (index, key) in keys.enumerated() {
                let id = Int64(index + 1)
                let digest = key.sksDigest
                try db.execute(
                    sql: """
                        INSERT INTO key VALUES (?, ?, ?, ?);
                        INSERT INTO change VALUES (?, 7, ?, 1);
                        INSERT INTO digest VALUES (1, ?, ?);
                        INSERT INTO key_id VALUES (?, ?, ?);
                        INSERT INTO word VALUES (?, ?);
                        """,
                    arguments: [
                        id, Data(key.fingerprint.bytes), id, Data(key.encoded()), id, id,
                        Data(digest.bytes), id, key.keyID.low, key.keyID.high, id,
                        Data("claimed".utf8), id,
                    ])
                set.record(digest, before: false, after: true)
            }
            try db.execute(sql: "UPDATE total SET keys = ?", arguments: [keys.count])
            try write(PrefixTree(of: set.inserted.sorted()), on: db)
        }
        try queue.close()
        return folder
    }

    /// The tree's nodes as version 1 kept them, of the inner ones the root alone.
    private func write(_ tree: PrefixTree, on db: GRDB.Database) throws {
        let sql = "INSERT INTO tree_node VALUES (1, ?, ?, ?, ?)"
        try tree.forEachLeaf { leaf in
            try db.execute(
                sql: sql,
                arguments: [
                    Data(leaf.prefix.storageKey), true, leaf.count,
                    Data(leaf.samples.storageBytes),
                ])
        }
        let root = tree.rootNode
        guard !root.isLeaf else { return }
        try db.execute(
            sql: sql,
            arguments: [
                Data(Prefix.root.storageKey), false, root.count, Data(root.samples.storageBytes),
            ])
    }

    private func keys(_ count: Int) -> [TransferablePublicKey] {
        (0..<count).map { number in
            let synthetic = SyntheticKey(number)
            var key = synthetic.with(
                identities: [synthetic.userID(0)], subkeys: [synthetic.subkey(0)])
            // Some with a certification by another key, some with nothing that verifies.
            if number % 3 == 1 {
                key.identities[0].signatures.append(
                    SyntheticKey(9_999).signature(
                        type: .genericCertification, on: .userID(key.identities[0].packet.body),
                        of: synthetic))
            }
            if number % 5 == 4 {
                key.identities[0].signatures = []
                key.subkeys = []
            }
            return key.normalized()
        }
    }

    @Test func `a database of version 1 is brought forward, all of it, once`() async throws {
        let keys = keys(1_100)
        let folder = try version1(keys)
        let told = Told()
        let fixture = try DatabaseFixture(folder, progress: told.tell)
        // More than one batch.
        #expect(told.all.count > 2)
        #expect(told.all.last?.done == 1_100 && told.all.last?.total == 1_100)
        #expect(told.all.allSatisfy { $0.verifies })
        let check = try await fixture.database.check()
        #expect(check.problems == [])
        #expect(check.keys == 1_100)
        #expect(fixture.database.root(of: .sks).count == 1_100)
        #expect(fixture.database.root(of: .claviger1).count == 880)
        #expect(try await fixture.found(.fingerprint(keys[4].fingerprint)) == [])
        let claimed = try KeyQuery.parse(search: Array("claimed".utf8), exact: false)
        #expect(try await fixture.found(claimed) == [])
        let owner = try KeyQuery.parse(search: Array("user1 example".utf8), exact: false)
        #expect(try await fixture.found(owner) == [keys[1].fingerprint])
        let again = Told()
        _ = try fixture.reopened(progress: again.tell)
        #expect(again.all == [])
    }

    @Test func `it ends as if the keys had come by the door`() async throws {
        let keys = keys(60)
        let migrated = try DatabaseFixture(version1(keys))
        let fresh = try DatabaseFixture()
        try await fresh.commit(keys)
        for profile in Profile.allCases {
            #expect(
                migrated.database.root(of: profile) == fresh.database.root(of: profile))
        }
        for key in keys {
            let query = KeyQuery.fingerprint(key.fingerprint)
            let (one, other) = (
                try await migrated.served(query), try await fresh.served(query)
            )
            #expect(one == other)
        }
    }

    private func interrupt(_ folder: TemporaryFolder) throws {
        let queue = try DatabaseQueue(path: folder.path + "/" + NodeDatabase.fileName)
        try queue.write { db in
            try db.execute(
                sql: """
                    UPDATE derivation SET verified = 40, served = 40;
                    DELETE FROM key_id WHERE key > 40;
                    """)
            for row in try Row.fetchAll(db, sql: "SELECT word, keys FROM word_keys") {
                var packed = PackedKeys([UInt8](row[1] as Data), after: 0)
                let keys = try packed.all().filter { $0 <= 40 }
                try db.execute(
                    sql: "DELETE FROM word_keys WHERE word = ?", arguments: [row[0] as Data])
                for left in PackedKeys.rows(of: keys, after: 0, filling: true) {
                    try db.execute(
                        sql: "INSERT INTO word_keys VALUES (?, ?, ?)",
                        arguments: [row[0] as Data, left.after, Data(left.octets)])
                }
            }
        }
        try queue.close()
    }

    @Test func `what was interrupted goes on where it was`() async throws {
        let fixture = try DatabaseFixture()
        try await fixture.commit(keys(100))
        // As it stands after a batch of 40: the rest is not verified and not in the index.
        let told = Told()
        try fixture.database.close()
        try interrupt(fixture.folder)
        let again = try DatabaseFixture(fixture.folder, progress: told.tell)
        #expect(told.all.first?.total == 60 && told.all.last?.done == 60)
        #expect(try await again.database.check().problems == [])
    }

    @Test func `other rules verify everything again`() async throws {
        let keys = keys(50)
        var fixture = try DatabaseFixture()
        try await fixture.commit(keys)
        let root = fixture.database.root(of: .claviger1)
        // Other rules found nothing in key 1, and something in key 5 that ours do not.
        fixture = try fixture.damaged(
            by: """
                UPDATE derivation SET rules = 'claviger-0';
                INSERT INTO form SELECT 1 * 4, packets FROM key WHERE id = 1;
                UPDATE key SET packets = x'' WHERE id = 1;
                DELETE FROM digest WHERE profile = 2 AND key = 1;
                UPDATE key SET packets = (SELECT packets FROM form WHERE id = 5 * 4) WHERE id = 5;
                DELETE FROM form WHERE id = 5 * 4;
                INSERT INTO word_keys VALUES (x'78797a', 0, x'05');
                DELETE FROM tree_node WHERE profile = 2;
                DELETE FROM digest WHERE profile = 2;
                """)
        #expect(fixture.database.root(of: .claviger1) == root)
        #expect(try await fixture.database.check().problems == [])
    }

    @Test func `another policy changes what is served and verifies nothing`() async throws {
        let owner = SigningKey(.eddsaLegacy, number: 1)
        let other = SigningKey(.ecdsaP256, number: 2)
        let userID = "Alice <alice@example.org>"
        var key = owner.certificate(userIDs: [userID])
        let own = try VerifiedKey.whole(key).key.encoded()
        key.identities[0].signatures.append(
            other.certification(of: userID, on: owner.publicKey))
        var fixture = try DatabaseFixture()
        try await fixture.commit([key] + keys(20))
        let query = KeyQuery.fingerprint(key.fingerprint)
        #expect(try await fixture.served(query)?.packets == own)
        let roots = Profile.allCases.map { fixture.database.root(of: $0) }
        for (policy, serves) in [(ServingPolicy.ThirdParty.all, true), (.none, false)] {
            let told = Told()
            fixture = try fixture.reopened(
                policy: ServingPolicy(thirdParty: policy), progress: told.tell)
            #expect(told.all.last?.done == 21)
            #expect(told.all.allSatisfy { !$0.verifies })
            let served = try await fixture.served(query)?.packets
            #expect((served != own) == serves)
            let rootsNow = Profile.allCases.map { fixture.database.root(of: $0) }
            #expect(rootsNow == roots)
            #expect(try await fixture.database.check().problems == [])
        }
    }
}
