import Database
import Hexadecimal
package import NodeService
package import OpenPGP

extension Node {
    package func redact(
        _ fingerprint: Fingerprint, userID: [UInt8]?, undo: Bool, by: String
    ) async throws -> RedactionReport {
        let outcome = try await database.redact(fingerprint, userID: userID, undo: undo, by: by)
            .outcome
        // Only "all that the key has" needs the key; what is redacted by name may come later.
        guard outcome.isStored || userID != nil || undo else {
            throw NodeServiceError.unknownKey(fingerprint.hex)
        }
        return RedactionReport(
            redactions: outcome.redactions.map { Redaction($0) }, changed: outcome.changed)
    }

    package func redactions() async throws -> [Redaction] {
        try await database.redactions().map { Redaction($0) }
    }
}

extension Redaction {
    init(_ redacted: RedactedUserID) {
        self.init(
            fingerprint: redacted.fingerprint.hex,
            userIDDigest: redacted.digest.uppercaseHexadecimalText,
            time: redacted.time, by: redacted.orderedBy)
    }
}
