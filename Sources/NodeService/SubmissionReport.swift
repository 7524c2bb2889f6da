/// What became of each key of a submission, after the commit. Fingerprints are upper-case hex.
package struct SubmissionReport: Codable, Sendable, Equatable {
    /// Keys that were new.
    package var inserted: [String] = []
    /// Keys that were known and have grown.
    package var updated: [String] = []
    /// Keys that added nothing.
    package var unchanged: [String] = []
    /// What was left out of keys that are listed above, and why: one line for each such key.
    package var ignored: [Ignored] = []
    /// Keys, or parts of the submission, that were not taken.
    package var refused: [Refused] = []

    /// What of a key that was taken is not served.
    package struct Ignored: Codable, Sendable, Equatable {
        package let fingerprint: String
        /// What and why, one line, such as `2 signatures that do not verify`.
        package let reason: String

        package init(fingerprint: String, reason: String) {
            self.fingerprint = fingerprint
            self.reason = reason
        }
    }

    /// One refusal.
    package struct Refused: Codable, Sendable, Equatable {
        /// The key's fingerprint where it could be told.
        package let fingerprint: String?
        /// What was wrong and where, one line.
        package let reason: String

        package init(fingerprint: String?, reason: String) {
            self.fingerprint = fingerprint
            self.reason = reason
        }
    }

    package init() {}
}
