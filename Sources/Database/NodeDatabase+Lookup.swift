package import Keyring
package import OpenPGP

/// Finding keys. Point look-ups run on the calling thread (some ten microseconds), searches by word
/// on the readers' own threads.
extension NodeDatabase {
    /// A word that more keys than this have does not narrow a search (SKS's bound).
    private static let maximumKeysOfWord = 20_000

    /// A word of fewer keys than this is taken for the rarest without counting the others further.
    private static let keysOfRareWord = 64

    /// Keys that match; at most `limit`, newest change first.
    package func lookup(_ query: KeyQuery, limit: Int) async throws -> LookupAnswer {
        switch query {
        case .words(let words, let exactly):
            try await readers.read { reader in
                try reader.snapshot {
                    try Self.keys(words: words, exactly: exactly, limit: limit, reader)
                }
            }
        case .digest(let digest):
            try readers.readNow { reader in
                let rows = Set(try reader.rows(digest: digest).map(\.key))
                return try Self.answer(Array(rows), limit: limit, reader)
            }
        case .fingerprint(let fingerprint):
            try readers.readNow { reader in
                try Self.keys(fingerprint: fingerprint, limit: limit, reader)
            }
        case .keyID(let keyID):
            try readers.readNow { reader in
                try Self.answer(
                    reader.keyRows(low: keyID.low, high: keyID.high), limit: limit, reader)
            }
        case .shortKeyID(let short):
            try readers.readNow { reader in
                try Self.answer(reader.keyRows(low: Int64(short)), limit: limit, reader)
            }
        }
    }

    /// The keys with these digests in any profile, each in the form of which the digest is.
    package func keys(
        withDigests digests: [KeyDigest], maximumBytes: Int
    ) async throws -> [[UInt8]] {
        try await readers.read { reader in
            try reader.snapshot {
                var keys: [[UInt8]] = []
                var sent: Set<DigestRow> = []
                var bytes = 0
                for digest in digests {
                    for row in try reader.rows(digest: digest) where sent.insert(row).inserted {
                        guard let packets = try reader.octets(row.profile.form, of: row.key)
                        else { continue }
                        bytes += packets.count
                        guard bytes <= maximumBytes || keys.isEmpty else { return keys }
                        keys.append(packets)
                    }
                }
                return keys
            }
        }
    }

    /// Those of the digests that the profile's set does not hold.
    package func missing(
        among digests: [KeyDigest], in profile: Profile
    ) async throws -> [KeyDigest] {
        try await readers.read { reader in
            try digests.filter { digest in
                try reader.first(
                    "SELECT 1 FROM digest WHERE profile = ? AND digest = ? LIMIT 1",
                    [.integer(profile.number), .blob(digest.bytes)]
                ) { _ in true } == nil
            }
        }
    }

    /// The keys as they are stored that have this fingerprint, for what arrives to be held against:
    /// several only where primary keys share it. On the calling thread; a key may have tens of
    /// megabytes.
    package func storedCopies(of fingerprint: Fingerprint) throws -> [StoredCopy] {
        try readers.readNow { reader in
            try reader.rows(StoredCopy.ofFingerprint, [.blob(fingerprint.bytes)]) {
                try StoredCopy($0)
            }
        }
    }

    /// The keys as they are stored that may be those that a revocation speaks of; keys that are not
    /// served are found by their fingerprint only. On the calling thread.
    package func storedCopies(ofIssuer revocation: LoneRevocation) throws -> [StoredCopy] {
        if let fingerprint = revocation.issuerFingerprint {
            return try storedCopies(of: fingerprint)
        }
        guard let keyID = revocation.issuerKeyID else { return [] }
        return try readers.readNow { reader in
            let ids = try reader.keyRows(low: keyID.low, high: keyID.high)
            return try ids.prefix(Self.maximumIssuers).flatMap { id in
                try reader.rows(StoredCopy.query + "WHERE key.id = ?", [.integer(id)]) {
                    try StoredCopy($0)
                }
            }.filter { $0.key.keyID == keyID }
        }
    }

    /// Keys tried for a revocation that gives a key ID only: more can be made to share one, and each
    /// costs a verification.
    private static let maximumIssuers = 8

    /// By a primary key's fingerprint directly; by a subkey's through its key ID.
    private static func keys(
        fingerprint: Fingerprint, limit: Int, _ reader: Reader
    ) throws -> LookupAnswer {
        let primaries = try reader.rows(
            "SELECT id FROM key WHERE fingerprint = ? AND length(packets) > 0 ORDER BY changed DESC",
            [.blob(fingerprint.bytes)]
        ) { $0.integer(0) }
        guard primaries.isEmpty, let keyID = fingerprint.keyID else {
            return try answer(primaries, limit: limit, reader)
        }
        let owners = try reader.keyRows(low: keyID.low, high: keyID.high).filter { id in
            guard let key = try reader.servedKey(id) else { return false }
            return key.subkeys.contains {
                (try? PublicKey($0.packet))?.fingerprint == fingerprint
            }
        }
        return try answer(owners, limit: limit, reader)
    }

    /// The rarest word gives the candidates, the others thin them out.
    private static func keys(
        words: [[UInt8]], exactly: String?, limit: Int, _ reader: Reader
    ) throws -> LookupAnswer {
        guard let rarest = try rarest(of: words, reader) else {
            return .tooMany(limit: limit)
        }
        let others = words.filter { $0 != rarest }
        var found: [Int64] = []
        try reader.forEachRow("SELECT key FROM word WHERE word = ?", [.blob(rarest)]) { row in
            let id = row.integer(0)
            if try others.allSatisfy({ try reader.has($0, id) }),
                try exactly.map({ try reader.isExact($0, id) }) ?? true
            {
                found.append(id)
            }
            return found.count <= limit
        }
        return try answer(found, limit: limit, reader)
    }

    /// The word with the fewest keys; nil if none narrows the search. Counting goes no further than
    /// the decision needs: most searches have a word of few keys, and common ones have many.
    private static func rarest(of words: [[UInt8]], _ reader: Reader) throws -> [UInt8]? {
        for maximum in [keysOfRareWord, maximumKeysOfWord + 1] {
            let counted = try words.map { word in
                (word: word, count: try reader.count(of: word, atMost: maximum))
            }
            if let least = counted.min(by: { $0.count < $1.count }), least.count < maximum {
                return least.word
            }
        }
        return nil
    }

    private static func answer(
        _ ids: [Int64], limit: Int, _ reader: Reader
    ) throws -> LookupAnswer {
        guard ids.count <= limit else { return .tooMany(limit: limit) }
        let found = try ids.compactMap { try reader.foundKey($0) }
            .sorted { $0.changed > $1.changed }
        return found.isEmpty ? .nothing : .found(found.map(\.key))
    }
}

/// A row of table `digest`.
private struct DigestRow: Hashable {
    let profile: Profile
    let key: Int64
}

extension Profile {
    /// The form of a key that the profile's digest is of.
    fileprivate var form: FormKind {
        switch self {
        case .sks: .stored
        case .claviger1: .verified
        }
    }
}

extension Reader {
    fileprivate func rows(digest: KeyDigest) throws -> [DigestRow] {
        try Profile.allCases.flatMap { profile in
            try rows(
                "SELECT key FROM digest WHERE profile = ? AND digest = ?",
                [.integer(profile.number), .blob(digest.bytes)]
            ) { DigestRow(profile: profile, key: $0.integer(0)) }
        }
    }

    fileprivate func keyRows(low: Int64, high: Int64) throws -> [Int64] {
        try rows(
            "SELECT key FROM key_id WHERE low = ? AND high = ?", [.integer(low), .integer(high)]
        ) { $0.integer(0) }
    }

    fileprivate func keyRows(low: Int64) throws -> [Int64] {
        try rows("SELECT DISTINCT key FROM key_id WHERE low = ?", [.integer(low)]) {
            $0.integer(0)
        }
    }

    /// One of the key's forms; nil when there is no such key.
    fileprivate func octets(_ kind: FormKind, of id: Int64) throws -> [UInt8]? {
        let row = try row(kind, of: id)
        return try row
            ?? first("SELECT packets FROM key WHERE id = ?", [.integer(id)]) {
                $0.blob(0)
            }
    }

    /// A form that differs from the served one.
    fileprivate func row(_ kind: FormKind, of id: Int64) throws -> [UInt8]? {
        try first("SELECT packets FROM form WHERE id = ?", [.integer(kind.row(of: id))]) {
            $0.blob(0)
        }
    }

    /// What is served of the key; nil when that is nothing.
    fileprivate func servedKey(_ id: Int64) throws -> TransferablePublicKey? {
        let packets = try first("SELECT packets FROM key WHERE id = ?", [.integer(id)]) {
            $0.blob(0)
        }
        guard let packets, !packets.isEmpty else { return nil }
        guard let key = StoredForm.decode(packets) else {
            throw NodeDatabaseError.damaged(key: id)
        }
        return key
    }

    /// How many keys have the word, counted no further than it matters.
    fileprivate func count(of word: [UInt8], atMost maximum: Int) throws -> Int {
        try first(
            "SELECT count(*) FROM (SELECT 1 FROM word WHERE word = ? LIMIT ?)",
            [.blob(word), .integer(maximum)]
        ) { Int($0.integer(0)) } ?? 0
    }

    fileprivate func has(_ word: [UInt8], _ id: Int64) throws -> Bool {
        try first(
            "SELECT 1 FROM word WHERE word = ? AND key = ?", [.blob(word), .integer(id)]
        ) { _ in true } ?? false
    }

    fileprivate func isExact(_ text: String, _ id: Int64) throws -> Bool {
        try servedKey(id)?.hasUserID(exactly: text) ?? false
    }

    fileprivate func foundKey(_ id: Int64) throws -> (changed: Int64, key: FoundKey)? {
        let digest =
            try first(
                "SELECT digest FROM digest WHERE key = ? AND profile = ?",
                [.integer(id), .integer(Profile.sks.number)]
            ) { KeyDigest(bytes: $0.blob(0)) } ?? nil
        let legacy = try row(.legacy, of: id)
        return try first(
            "SELECT fingerprint, changed, packets FROM key WHERE id = ?", [.integer(id)]
        ) { row in
            let packets = row.blob(2)
            guard !packets.isEmpty else { return nil }
            guard let fingerprint = Fingerprint(bytes: row.blob(0)) else {
                throw NodeDatabaseError.damaged(key: id)
            }
            let found = FoundKey(
                fingerprint: fingerprint, digest: digest, packets: packets,
                legacyPackets: legacy)
            return (row.integer(1), found)
        } ?? nil
    }
}
