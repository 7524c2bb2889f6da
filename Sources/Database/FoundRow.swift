import Keyring
import OpenPGP

/// A key as a lookup finds it.
struct FoundRow {
    let id: Int64
    /// The sequence of its last change.
    let changed: Int64
    let key: FoundKey

    /// Whether a key with this fingerprint is among its subkeys.
    ///
    /// - Throws: ``NodeDatabaseError/damaged(key:)``.
    func hasSubkey(_ fingerprint: Fingerprint) throws -> Bool {
        guard let key = StoredForm.decode(key.packets) else {
            throw NodeDatabaseError.damaged(key: id)
        }
        return key.subkeys.contains { (try? PublicKey($0.packet))?.fingerprint == fingerprint }
    }
}

/// How much of keys a lookup may still read.
struct Room {
    struct Exceeded: Error {}

    private(set) var octets: Int
    private let keys: Int
    /// Whether their digests are read, too.
    let includesDigests: Bool

    init(octets: Int, keys: Int, includesDigests: Bool) {
        self.octets = octets
        self.keys = keys
        self.includesDigests = includesDigests
    }

    /// - Throws: ``Exceeded`` when there is no room for so many keys, however small.
    func check(keys count: Int) throws { if count > keys { throw Exceeded() } }

    mutating func take(_ count: Int) { octets -= count }
}

/// By what the rows of keys are found.
enum KeyCondition: Int, CaseIterable {
    case row, fingerprint

    /// All of a key that a lookup gives out, in one statement: each costs locks of its own. Forms
    /// for which there is no room are not read, nor is a digest that nobody wants: it has a page of
    /// its own.
    private static let found = """
        SELECT k.id, k.changed, k.fingerprint, length(k.packets),
            CASE WHEN length(k.packets) <= ?1 THEN k.packets END,
            (SELECT packets FROM form WHERE id = k.id * \(FormKind.stride)
                + \(FormKind.legacy.rawValue) AND length(packets) <= ?1),
            CASE WHEN ?3 THEN (SELECT d.digest FROM digest AS d WHERE d.key = k.id
                AND d.profile = \(Profile.sks.number)) END
        FROM key AS k WHERE
        """

    var sql: String {
        switch self {
        case .row: Self.found + " k.id = ?2"
        case .fingerprint: Self.found + " k.fingerprint = ?2"
        }
    }
}

extension Reader {
    /// What is served of the keys of this fingerprint; those are left out of which that is nothing.
    ///
    /// - Throws: ``Room/Exceeded`` when they have more octets than there is room for.
    func foundKeys(
        of fingerprint: Fingerprint, limit: Int, _ room: inout Room
    ) throws -> [FoundRow] {
        try foundKeys(where: .fingerprint, limit: limit, &room) { $0.bind(fingerprint.bytes) }
    }

    /// What is served of the key in a row: nothing or one.
    ///
    /// - Throws: ``Room/Exceeded`` when it has more octets than there is room for.
    func foundKeys(inRow id: Int64, _ room: inout Room) throws -> [FoundRow] {
        try foundKeys(where: .row, limit: 1, &room) { $0.bind(id) }
    }

    private func foundKeys(
        where condition: KeyCondition, limit: Int, _ room: inout Room,
        bind: (inout StatementParameters) -> Void
    ) throws -> [FoundRow] {
        let statement = try statement(for: condition)
        defer { statement.reset() }
        try statement.bind { parameters in
            parameters.bind(room.octets)
            bind(&parameters)
            parameters.bind(room.includesDigests ? 1 : 0)
        }
        var found: [FoundRow] = []
        while found.count < limit, try statement.step() {
            let row = ResultRow(statement: statement)
            let octets = Int(row.integer(3))
            guard octets > 0 else { continue }
            // SQLite compared with the room that there was for the first.
            guard octets <= room.octets else { throw Room.Exceeded() }
            room.take(octets)
            found.append(try FoundRow(row))
        }
        return found
    }
}

extension FoundRow {
    /// From a row with room for its packets.
    fileprivate init(_ row: borrowing ResultRow) throws {
        id = row.integer(0)
        changed = row.integer(1)
        guard let fingerprint = Fingerprint(bytes: row.blob(2)) else {
            throw NodeDatabaseError.damaged(key: id)
        }
        key = FoundKey(
            fingerprint: fingerprint, digest: row.isNull(6) ? nil : KeyDigest(bytes: row.blob(6)),
            packets: row.blob(4), legacyPackets: row.isNull(5) ? nil : row.blob(5))
    }
}
