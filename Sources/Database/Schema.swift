import GRDB

/// The tables, by the migrations that made them. A migration is never changed once released: the
/// next version adds another.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 keys") { db in
            try db.execute(sql: keys + sets + bookkeeping)
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
}
