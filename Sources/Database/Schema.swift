import Foundation
import GRDB

/// The tables, by the migrations that made them. A migration is never changed once released: the
/// next version adds another.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 keys") { db in
            try db.execute(sql: keys + sets + bookkeeping)
        }
        migrator.registerMigration("2 forms") { db in
            try db.execute(sql: forms)
        }
        migrator.registerMigration("3 removals") { db in
            try db.execute(sql: removals)
        }
        migrator.registerMigration("4 load") { db in
            try db.execute(sql: load)
        }
        migrator.registerMigration("5 leaves") { db in
            try db.execute(sql: leaves)
        }
        migrator.registerMigration("6 packed words") { db in
            try db.execute(sql: packedWords)
            try packWords(db)
            try db.execute(sql: "DROP TABLE word")
        }
        return migrator
    }

    /// Keys are rows by their primary key packet, not by fingerprint: two version 3 keys may share
    /// one, and a collision of SHA-1 must not replace anybody's key.
    private static let keys = """
        CREATE TABLE key (
            id INTEGER PRIMARY KEY,
            fingerprint BLOB NOT NULL,
            -- change.sequence of the last change
            changed INTEGER NOT NULL,
            -- the stored form: canonical framing, normal order
            packets BLOB NOT NULL
        ) STRICT;
        CREATE INDEX key_fingerprint ON key (fingerprint);

        -- Key IDs of primary keys and subkeys as two 32-bit halves, the low one first, so that
        -- one index answers short and long ones.
        CREATE TABLE key_id (
            low INTEGER NOT NULL,
            high INTEGER NOT NULL,
            key INTEGER NOT NULL REFERENCES key (id),
            PRIMARY KEY (low, high, key)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE word (
            word BLOB NOT NULL,
            key INTEGER NOT NULL REFERENCES key (id),
            PRIMARY KEY (word, key)
        ) STRICT, WITHOUT ROWID;

        """

    /// A digest may stand for two keys (collisions of MD5 can be made), so `key` is part of the
    /// primary key; the reconciled set holds it once.
    private static let sets = """
        CREATE TABLE digest (
            profile INTEGER NOT NULL,
            digest BLOB NOT NULL,
            key INTEGER NOT NULL REFERENCES key (id),
            PRIMARY KEY (profile, digest, key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX digest_key ON digest (key);

        -- Nodes of the prefix trees. `prefix` is Prefix.storageKey, `samples` Samples' storage form.
        CREATE TABLE tree_node (
            profile INTEGER NOT NULL,
            prefix BLOB NOT NULL,
            leaf INTEGER NOT NULL,
            count INTEGER NOT NULL,
            samples BLOB NOT NULL,
            PRIMARY KEY (profile, prefix)
        ) STRICT, WITHOUT ROWID;

        -- Digests that a peer offers and that lead nowhere, so that they are not fetched again.
        -- They lapse when the rules (Admission.version) change.
        CREATE TABLE useless_digest (
            peer TEXT NOT NULL,
            profile INTEGER NOT NULL,
            digest BLOB NOT NULL,
            rules INTEGER NOT NULL,
            time INTEGER NOT NULL,
            reason TEXT NOT NULL,
            PRIMARY KEY (peer, profile, digest)
        ) STRICT, WITHOUT ROWID;

        """

    private static let bookkeeping = """
        CREATE TABLE change (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            time INTEGER NOT NULL,
            key INTEGER NOT NULL REFERENCES key (id),
            -- 1 inserted, 2 updated
            kind INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE activity (
            hour INTEGER PRIMARY KEY,
            inserted INTEGER NOT NULL,
            updated INTEGER NOT NULL
        ) STRICT;

        -- The number of rows of `key`, which SQLite can only count by walking.
        CREATE TABLE total (keys INTEGER NOT NULL) STRICT;
        INSERT INTO total VALUES (0);
        """

    /// From here on `key.packets` is the served form, empty when nothing of the key is served, and
    /// the key's other forms stand apart where they differ, so that nobody who looks a key up reads
    /// them. What version 1 kept there, the stored form, is brought forward at the next opening,
    /// key by key (``Derivation``).
    private static let forms = """
        CREATE TABLE form (
            -- key.id * 4 + FormKind: an integer key is the cheapest index there is
            id INTEGER PRIMARY KEY,
            packets BLOB NOT NULL
        ) STRICT;

        -- User IDs that local order keeps out of what is served: SHA-256 of their octets.
        CREATE TABLE redaction (
            fingerprint BLOB NOT NULL,
            user_id BLOB NOT NULL,
            time INTEGER NOT NULL,
            ordered_by TEXT NOT NULL,
            PRIMARY KEY (fingerprint, user_id)
        ) STRICT, WITHOUT ROWID;

        -- One row: by which rules keys were verified and by which policy they are served. Keys with
        -- an id beyond `served`, or beyond `verified`, were so by others; null: there are none.
        CREATE TABLE derivation (
            rules TEXT NOT NULL,
            policy TEXT NOT NULL,
            verified INTEGER,
            served INTEGER
        ) STRICT;
        INSERT INTO derivation VALUES ('', '', 0, 0);
        """

    private static let load = """
        -- At most one row: how far a load came that was interrupted (``LoadMark``).
        CREATE TABLE load_mark (
            load BLOB NOT NULL,
            keys INTEGER NOT NULL
        ) STRICT;
        """

    private static let removals = """
        -- Keys that were removed by order and are not taken again.
        CREATE TABLE removal (
            fingerprint BLOB PRIMARY KEY,
            -- among those of `change`
            sequence INTEGER NOT NULL UNIQUE,
            time INTEGER NOT NULL,
            ordered_by TEXT NOT NULL,
            reason TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- Under what peers know them, so that they are not fetched.
        CREATE TABLE removed_digest (
            profile INTEGER NOT NULL,
            digest BLOB NOT NULL,
            fingerprint BLOB NOT NULL,
            PRIMARY KEY (profile, digest, fingerprint)
        ) STRICT, WITHOUT ROWID;
        """

    /// From here on `tree_node` has the leaves alone: what inner nodes have to say follows from them.
    private static let leaves = "DELETE FROM tree_node WHERE NOT leaf"

    /// From here on the keys of a word stand together, some hundreds in a row: a search for words
    /// that many keys have reads rows instead of keys.
    private static let packedWords = """
        CREATE TABLE word_keys (
            word BLOB NOT NULL,
            -- The row has the word's keys that are greater than this, up to the next row's `after`.
            after INTEGER NOT NULL,
            -- at least one, as PackedKeys has them
            keys BLOB NOT NULL,
            PRIMARY KEY (word, after)
        ) STRICT, WITHOUT ROWID;
        """

    private static func packWords(_ db: GRDB.Database) throws {
        let insertion = try db.makeStatement(sql: "INSERT INTO word_keys VALUES (?, ?, ?)")
        func write(_ word: Data, _ keys: [Int64]) throws {
            for row in PackedKeys.rows(of: keys, after: 0, filling: true) {
                try insertion.execute(arguments: [word, row.after, Data(row.octets)])
            }
        }
        let rows = try Row.fetchCursor(db, sql: "SELECT word, key FROM word ORDER BY word, key")
        var (word, keys) = (Data(), [Int64]())
        while let row = try rows.next() {
            let next: Data = row[0]
            if next != word {
                try write(word, keys)
                (word, keys) = (next, [])
            }
            keys.append(row[1])
        }
        try write(word, keys)
    }
}
