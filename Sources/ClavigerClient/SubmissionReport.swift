/// What became of each key that was handed in. Fingerprints are upper-case hexadecimal digits.
public struct SubmissionReport: Codable, Sendable, Hashable {
    /// Keys that were new.
    public let inserted: [String]
    /// Keys that were known and have grown.
    public let updated: [String]
    /// Keys that added nothing.
    public let unchanged: [String]
    /// What was left out of keys that are listed above, and why.
    public let ignored: [Ignored]
    /// Keys, or parts of what was handed in, that were not taken.
    public let refused: [Refused]

    /// What of a key that was taken is not given out.
    public struct Ignored: Codable, Sendable, Hashable {
        public let fingerprint: String
        /// What and why, one line.
        public let reason: String
    }

    /// One refusal.
    public struct Refused: Codable, Sendable, Hashable {
        /// The key's fingerprint where it could be told.
        public let fingerprint: String?
        /// What was wrong and where, one line.
        public let reason: String
    }
}
