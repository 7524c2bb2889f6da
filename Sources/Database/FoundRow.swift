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

    init(octets: Int, keys: Int) {
        self.octets = octets
        self.keys = keys
    }

    static var unlimited: Room { Room(octets: .max, keys: .max) }

    /// - Throws: ``Exceeded`` when there is no room for so many keys, however small.
    func check(keys count: Int) throws { if count > keys { throw Exceeded() } }

    mutating func take(_ count: Int) { octets -= count }
}

extension Reader {
    /// By what the rows of keys are found.
    enum KeyCondition {
        case row, fingerprint
    }

    /// All of a key that a lookup gives out, in one statement: each costs locks of its own. Forms
    /// for which there is no room are not read.
    private static let found = """
        SELECT k.id, k.changed, k.fingerprint, length(k.packets),
            CASE WHEN length(k.packets) <= ?1 THEN k.packets END,
            (SELECT packets FROM form WHERE id = k.id * \(FormKind.stride)
                + \(FormKind.legacy.rawValue) AND length(packets) <= ?1),
            (SELECT d.digest FROM digest AS d WHERE d.key = k.id
                AND d.profile = \(Profile.sks.number))
        FROM key AS k WHERE
        """
    private static let foundByRow = found + " k.id = ?2"
    private static let foundByFingerprint = found + " k.fingerprint = ?2"

    /// What is served of the keys that meet a condition; those are left out of which that is nothing.
    ///
    /// - Throws: ``Room/Exceeded`` when they have more octets than there is room for.
    func foundKeys(
        where condition: KeyCondition, _ value: SQLValue, limit: Int, _ room: inout Room
    ) throws -> [FoundRow] {
        let sql = condition == .row ? Self.foundByRow : Self.foundByFingerprint
        var found: [FoundRow] = []
        try forEachRow(sql, [.integer(room.octets), value]) { row in
            let octets = Int(row.integer(3))
            guard octets > 0 else { return true }
            // SQLite compared with the room that there was for the first.
            guard octets <= room.octets else { throw Room.Exceeded() }
            room.take(octets)
            found.append(try FoundRow(row))
            return found.count < limit
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
