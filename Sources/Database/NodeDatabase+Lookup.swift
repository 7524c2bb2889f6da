package import Keyring
package import OpenPGP

/// Finding keys. Point look-ups run on the calling thread (some ten microseconds), searches by word
/// on the readers' own threads. Whoever must not wait is answered what takes little
/// (``lookupAtOnce(_:limit:octets:)``).
extension NodeDatabase {
    /// Keys that match; at most `limit`, newest change first.
    ///
    /// - Parameter includesDigests: whether their digests are read, of which each has a page of its
    ///   own.
    package func lookup(
        _ query: KeyQuery, limit: Int, includesDigests: Bool = true
    ) async throws -> LookupAnswer {
        switch query {
        case .words(let words, let exactly):
            try await readers.read { reader in
                var room = Room(octets: .max, keys: .max, includesDigests: includesDigests)
                let answer = try Self.keys(
                    words: words, exactly: exactly, limit: limit, WordSearch.usualBudget, &room,
                    reader)
                // Words that are too common to be looked through are those of too many keys.
                return answer ?? .tooMany(limit: limit)
            }
        case .digest, .fingerprint, .keyID, .shortKeyID:
            try readers.readNow { reader in
                var room = Room(octets: .max, keys: .max, includesDigests: includesDigests)
                return try Self.keys(identifiedBy: query, limit: limit, &room, reader)
            }
        }
    }

    /// Keys that match, without their digests, on the calling thread; nil when that would hold it
    /// for long: for more keys than a few, or of more than so many octets together, and for words
    /// that have to be looked for.
    package func lookupAtOnce(
        _ query: KeyQuery, limit: Int, octets: Int
    ) throws -> LookupAnswer? {
        do {
            return try readers.readKept { reader in
                var room = Room(octets: octets, keys: Self.keysAtOnce, includesDigests: false)
                guard case .words(let words, let exactly) = query else {
                    return try Self.keys(identifiedBy: query, limit: limit, &room, reader)
                }
                return try Self.keys(
                    words: words, exactly: exactly, limit: limit, WordSearch.budgetAtOnce, &room,
                    reader)
            }
        } catch is Room.Exceeded {
            return nil
        }
    }

    /// Lets those that ``lookupAtOnce(_:limit:octets:)`` answers on this thread during `body` share
    /// what each would else cost by itself; what was committed before one is asked shows in it.
    package func lookingUp(_ body: () -> Void) { readers.keepingState(body) }

    /// Each takes some ten microseconds.
    private static let keysAtOnce = 32

    private static func keys(
        identifiedBy query: KeyQuery, limit: Int, _ room: inout Room, _ reader: Reader
    ) throws -> LookupAnswer {
        switch query {
        case .digest(let digest):
            let rows = Set(try reader.rows(digest: digest).map(\.key))
            return try answer(Array(rows), limit: limit, &room, reader)
        case .fingerprint(let fingerprint):
            return try keys(fingerprint: fingerprint, limit: limit, &room, reader)
        case .keyID(let keyID):
            let rows = try reader.keyRows(
                low: keyID.low, high: keyID.high, limit: limit + 1)
            return try answer(rows, limit: limit, &room, reader)
        case .shortKeyID(let short):
            let rows = try reader.keyRows(low: Int64(short), limit: limit + 1)
            return try answer(rows, limit: limit, &room, reader)
        case .words: preconditionFailure("words identify nothing")
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
            try reader.digests(
                digests,
                notFoundBy: "SELECT 1 FROM digest WHERE profile = ? AND digest = ? LIMIT 1"
            ) {
                $0.bind(profile.number)
                $0.bind($1)
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
            let ids = try reader.keyRows(
                low: keyID.low, high: keyID.high, limit: Self.maximumIssuers)
            return try ids.flatMap { id in
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
        fingerprint: Fingerprint, limit: Int, _ room: inout Room, _ reader: Reader
    ) throws -> LookupAnswer {
        let primaries = try reader.foundKeys(of: fingerprint, limit: limit + 1, &room)
        guard primaries.isEmpty, let keyID = fingerprint.keyID else {
            return answer(primaries, limit: limit)
        }
        // Others can bind a subkey, too; each of its owners has to be parsed.
        let ids = try reader.keyRows(low: keyID.low, high: keyID.high, limit: limit + 1)
        guard ids.count <= limit else { return .tooMany(limit: limit) }
        let owners = try ids.flatMap { id in
            try reader.foundKeys(inRow: id, &room)
                .filter { try $0.hasSubkey(fingerprint) }
        }
        return answer(owners, limit: limit)
    }

    /// Keys that have all words, and exactly a user ID where that is asked for; nil when they cannot
    /// be looked through within the budget. No words are those of too many keys.
    private static func keys(
        words: [[UInt8]], exactly: String?, limit: Int, _ budget: Int, _ room: inout Room,
        _ reader: Reader
    ) throws -> LookupAnswer? {
        guard !words.isEmpty else { return .tooMany(limit: limit) }
        return try reader.snapshot {
            guard
                let found = try ids(
                    words: words, exactly: exactly, limit: limit, budget, reader)
            else { return nil }
            return try answer(found, limit: limit, &room, reader)
        }
    }

    /// One more than the limit where there are more.
    private static func ids(
        words: [[UInt8]], exactly: String?, limit: Int, _ budget: Int, _ reader: Reader
    ) throws -> [Int64]? {
        var search = try WordSearch(words, budget: budget, reader)
        var found: [Int64] = []
        while true {
            switch try search.next() {
            case .found(let id):
                if let exactly, try !reader.isExact(exactly, id, &search) { continue }
                found.append(id)
                guard found.count <= limit else { return found }
            case .end: return found
            case .exhausted: return nil
            }
        }
    }

    private static func answer(
        _ ids: [Int64], limit: Int, _ room: inout Room, _ reader: Reader
    ) throws -> LookupAnswer {
        guard ids.count <= limit else { return .tooMany(limit: limit) }
        try room.check(keys: ids.count)
        let found = try ids.flatMap { id in
            try reader.foundKeys(inRow: id, &room)
        }
        return answer(found, limit: limit)
    }

    private static func answer(_ found: [FoundRow], limit: Int) -> LookupAnswer {
        guard found.count <= limit else { return .tooMany(limit: limit) }
        guard !found.isEmpty else { return .nothing }
        if found.count == 1 { return .found([found[0].key]) }
        return .found(found.sorted { $0.changed > $1.changed }.map(\.key))
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

    // Anybody can make keys that have a key ID: no more are read than are wanted.
    fileprivate func keyRows(low: Int64, high: Int64, limit: Int) throws -> [Int64] {
        try rows(
            "SELECT key FROM key_id WHERE low = ? AND high = ? LIMIT ?",
            [.integer(low), .integer(high), .integer(limit)]
        ) { $0.integer(0) }
    }

    fileprivate func keyRows(low: Int64, limit: Int) throws -> [Int64] {
        try rows(
            "SELECT DISTINCT key FROM key_id WHERE low = ? LIMIT ?",
            [.integer(low), .integer(limit)]
        ) { $0.integer(0) }
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

    /// What it costs to read a key whose user IDs are compared, and how many octets of it are parsed
    /// for as much as a search's budget has one for.
    private static let costOfComparison = 2_048
    private static let octetsParsed = 2

    fileprivate func isExact(
        _ text: String, _ id: Int64, _ search: inout WordSearch
    ) throws -> Bool {
        let key = try servedKey(id)
        search.spend(Self.costOfComparison + (key?.encodedLength ?? 0) / Self.octetsParsed)
        return key?.hasUserID(exactly: text) ?? false
    }
}
