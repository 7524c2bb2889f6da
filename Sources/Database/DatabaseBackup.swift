import Foundation
import GRDB
import Glibc
import Keyring

/// A backup: the file of a database that nobody has open.
package struct DatabaseBackup: Sendable {
    private let path: String
    /// The file that complaints are about: that which a copy was made of.
    private let name: String

    package init(_ path: String) { self.init(path, of: path) }

    private init(_ path: String, of name: String) {
        self.path = path
        self.name = name
    }

    /// What a backup was found to be.
    package struct Verification: Sendable {
        package let summary: DatabaseSummary
        package let check: DatabaseCheck
        /// False where an older version or other rules made it: what is derived from the keys is
        /// derived anew when it is opened and was not looked at.
        package let isWhole: Bool
    }

    /// Walks everything, as `NodeDatabase.check()` does. Blocks for as long as that takes.
    ///
    /// - Throws: when it is no database of this program's, or a newer version's.
    package func verify() throws -> Verification {
        let reader = try Reader(path: path)
        return try reader.snapshot {
            let known = Schema.migrator.migrations
            guard let applied = try? reader.rows(Self.migrations, [], { $0.text(0) }),
                applied.contains(known[0])
            else { throw unusable("it is no database of a node") }
            guard Set(applied).isSubset(of: known) else {
                throw unusable("it was made by a newer version of this program: use that one")
            }
            let policy = Set(applied) == Set(known) ? try reader.policyInForce() : nil
            return Verification(
                summary: try reader.summary(), check: try reader.check(policy: policy),
                isWhole: policy != nil)
        }
    }

    private static let migrations = "SELECT identifier FROM grdb_migrations"

    /// Puts a copy of the backup into a folder that has no database, after it was verified. Blocks.
    ///
    /// - Parameter accept: told what was found, before anything is put in place; throws where that
    ///   is not wanted.
    package func restore(
        to folder: String, accept: (Verification) throws -> Void
    ) throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        let lock = try DatabaseLock(folder: folder)
        defer { lock.release() }
        let place = "\(folder)/\(NodeDatabase.fileName)"
        // A write-ahead log would be taken for the restored database's own.
        for name in [place, place + "-wal", place + "-shm"]
        where FileManager.default.fileExists(atPath: name) {
            throw NodeDatabaseError.unusable(
                path: name, reason: "exists already: nothing was changed")
        }
        let copy = "\(folder)/restore.partial"
        // Reading a database that was copied while it was open leaves the other two.
        let leftovers = [copy, copy + "-wal", copy + "-shm"]
        leftovers.forEach { unlink($0) }
        defer { leftovers.forEach { unlink($0) } }
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        guard chmod(copy, 0o600) == 0 else { throw unusable(copy, errno) }
        try accept(try DatabaseBackup(copy, of: name).verify())
        try sync(copy)
        // Unlike a renaming, this never replaces what has come there meanwhile.
        guard link(copy, place) == 0 else { throw unusable(place, errno) }
        try sync(folder)
    }

    private func sync(_ path: String) throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw unusable(path, errno) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw unusable(path, errno) }
    }

    private func unusable(_ reason: String) -> NodeDatabaseError {
        .unusable(path: name, reason: reason)
    }

    private func unusable(_ path: String, _ number: Int32) -> NodeDatabaseError {
        .unusable(path: path, reason: String(cString: strerror(number)))
    }
}

extension Reader {
    /// By which policy all keys are served; nil when rules or policy changed and not all keys have
    /// been brought to them, or the rules are not ours.
    fileprivate func policyInForce() throws -> ServingPolicy? {
        try first("SELECT rules, policy, verified, served FROM derivation") { row in
            guard row.text(0) == VerifiedKey.rules, row.isNull(2), row.isNull(3) else {
                return nil
            }
            return ServingPolicy.ThirdParty(rawValue: row.text(1))
                .map { ServingPolicy(thirdParty: $0) }
        } ?? nil
    }
}
