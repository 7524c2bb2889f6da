import Foundation
package import NodeService

/// The quarantine as it lies on disk: for each item `DIGEST.pgp`, the octets as they arrived, for
/// whoever looks for the fault, and `DIGEST.json`, what is known about them.
package struct QuarantineFolder: Sendable {
    /// Items kept. Each is one death of a process; who has more of them has to update, not to
    /// collect.
    package static let maximumItems = 1_000
    /// Octets kept of all items: room for a few of the longest keys (`PacketLimits`) and any number
    /// of usual ones. What is let go of is still refused; only its evidence is gone.
    package static let maximumOctets = 256 << 20

    private let folder: String
    private let maximumItems: Int
    private let maximumOctets: Int

    package init(
        _ folder: String, maximumItems: Int = QuarantineFolder.maximumItems,
        maximumOctets: Int = QuarantineFolder.maximumOctets
    ) {
        self.folder = folder
        self.maximumItems = maximumItems
        self.maximumOctets = maximumOctets
    }

    /// What stands in the file beside the octets.
    private struct Record: Codable {
        let fingerprint: String?
        let digest: String
        let time: Int
        let reason: String
        /// Who sent it, `client 192.0.2.7`.
        let origin: String

        var item: QuarantinedItem {
            QuarantinedItem(
                fingerprint: fingerprint, digest: digest, time: time, reason: reason)
        }
    }

    /// All items, the newest first. Files that are none are passed over.
    package func items() -> [QuarantinedItem] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".json") }.compactMap { name in
            FileManager.default.contents(atPath: "\(folder)/\(name)")
                .flatMap { try? JSONDecoder().decode(Record.self, from: $0) }?.item
        }.sorted { ($1.time, $0.digest) < ($0.time, $1.digest) }
    }

    /// Sets something aside, once, and lets go of the oldest if there is too much.
    package func setAside(
        _ octets: [UInt8], _ item: QuarantinedItem, origin: String
    ) throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        guard !FileManager.default.fileExists(atPath: path(item.digest, "json")) else { return }
        let record = Record(
            fingerprint: item.fingerprint, digest: item.digest, time: item.time,
            reason: item.reason, origin: origin)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // The record is what counts, so it comes last.
        try write(Data(octets), to: path(item.digest, "pgp"))
        try write(try encoder.encode(record), to: path(item.digest, "json"))
        enforceBounds()
    }

    /// Lets an item in again; false if there is none of that digest. For a node that does not run.
    package func release(_ digest: String) throws -> Bool {
        guard items().contains(where: { $0.digest == digest }) else { return false }
        try FileManager.default.removeItem(atPath: path(digest, "json"))
        try? FileManager.default.removeItem(atPath: path(digest, "pgp"))
        return true
    }

    private func enforceBounds() {
        var octets = 0
        for (index, item) in items().enumerated() {
            let evidence = path(item.digest, "pgp")
            let attributes = try? FileManager.default.attributesOfItem(atPath: evidence)
            octets += (attributes?[.size] as? Int) ?? 0
            if index >= maximumItems || octets > maximumOctets {
                try? FileManager.default.removeItem(atPath: evidence)
            }
            if index >= maximumItems {
                try? FileManager.default.removeItem(atPath: path(item.digest, "json"))
            }
        }
    }

    /// Whole or not at all, for its owner only: it is what a stranger sent.
    private func write(_ data: Data, to path: String) throws {
        let new = path + ".new"
        guard
            FileManager.default.createFile(
                atPath: new, contents: data, attributes: [.posixPermissions: 0o600]),
            rename(new, path) == 0
        else { throw IntakeJournalError(path, errno) }
    }

    private func path(_ digest: String, _ ending: String) -> String {
        "\(folder)/\(digest).\(ending)"
    }
}
