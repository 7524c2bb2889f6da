import Keyring
import OpenPGP
import SetReconciliation

/// The digests of one key, and what their change does to the sets.
extension KeyWriter {
    func storedDigests(of id: Int64) throws -> [Profile: KeyDigest] {
        if let digests = digestsOfWritten[id] { return digests }
        var digests: [Profile: KeyDigest] = [:]
        try statements.forEachRow(.digestsOfKey) {
            $0.bind(id)
        } _: { row in
            guard let profile = Profile(number: Int(row.integer(0))),
                let digest = KeyDigest(bytes: row.blob(1))
            else { return true }
            digests[profile] = digest
            return true
        }
        return digests
    }

    mutating func setDigests(
        _ digests: [Profile: KeyDigest], replacing old: [Profile: KeyDigest], of id: Int64
    ) {
        for profile in Profile.allCases where digests[profile] != old[profile] {
            if let digest = old[profile] {
                digestRows[profile, default: .init()].delete(DigestEntry(digest: digest, key: id))
            }
            if let digest = digests[profile] {
                digestRows[profile, default: .init()].insert(DigestEntry(digest: digest, key: id))
            }
        }
        digestsOfWritten[id] = digests
    }

    /// Writes the rows, and finds out what they do to the sets.
    mutating func writeDigests() throws -> [Profile: SetChanges] {
        var changes: [Profile: SetChanges] = [:]
        for profile in Profile.allCases {
            guard var rows = digestRows[profile]?.take()[...], !rows.isEmpty else { continue }
            var change = SetChanges()
            while let digest = rows.first?.row.digest {
                // Nearly always one; a digest may stand for several keys.
                let end = rows.firstIndex { $0.row.digest != digest } ?? rows.endIndex
                let wasHeld = try isHeld(digest, in: profile)
                try write(rows[..<end], of: profile)
                let isHeld =
                    try rows[..<end].contains(where: \.stands) || isHeld(digest, in: profile)
                change.record(digest, before: wasHeld, after: isHeld)
                rows = rows[end...]
            }
            changes[profile] = change
        }
        digestRows = [:]
        return changes
    }

    private func write(
        _ rows: ArraySlice<(row: DigestEntry, stands: Bool)>, of profile: Profile
    ) throws {
        for (row, stands) in rows {
            try statements.run(stands ? .insertDigest : .deleteDigest) {
                $0.bind(profile.number)
                $0.bind(row.digest)
                $0.bind(row.key)
            }
        }
    }

    private func isHeld(_ digest: KeyDigest, in profile: Profile) throws -> Bool {
        try statements.first(.isHeld) {
            $0.bind(profile.number)
            $0.bind(digest)
        } _: { _ in
            true
        } ?? false
    }
}
