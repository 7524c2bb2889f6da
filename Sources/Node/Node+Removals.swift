import Database
package import NodeService
package import OpenPGP

extension Node {
    package func remove(
        _ fingerprint: Fingerprint, reason: String, anyway: Bool, by: String
    ) async throws -> RemovalReport {
        let outcome = try await database.remove(
            fingerprint, reason: reason, anyway: anyway, by: by
        ).outcome
        guard let removal = outcome.removal else {
            throw NodeServiceError.unknownKey(fingerprint.hex)
        }
        return RemovalReport(
            removal: Removal(removal), keys: outcome.keys, changed: outcome.isChanged)
    }

    package func letBack(_ fingerprint: Fingerprint) async throws -> RemovalReport {
        let outcome = try await database.letBack(fingerprint).outcome
        return RemovalReport(removal: nil, keys: 0, changed: outcome.isChanged)
    }

    package func removals() async throws -> [Removal] {
        try await database.removals().map { Removal($0) }
    }
}

extension Removal {
    fileprivate init(_ removed: RemovedKey) {
        self.init(
            fingerprint: removed.fingerprint.hex, time: removed.time, by: removed.orderedBy,
            reason: removed.reason)
    }
}
