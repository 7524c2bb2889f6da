/// A user ID that local order keeps out of what is served and searched. The key is stored and
/// reconciled as before; peers and other nodes are not told.
package struct Redaction: Codable, Sendable, Hashable {
    /// The primary key's fingerprint, upper-case hex.
    package let fingerprint: String
    /// SHA-256 of the user ID's octets, upper-case hex: the order does not repeat what it hides.
    package let userIDDigest: String
    /// When it was ordered, Unix seconds.
    package let time: Int
    /// Who ordered it, as they were told apart (`user 1000`, say).
    package let by: String

    package init(fingerprint: String, userIDDigest: String, time: Int, by: String) {
        self.fingerprint = fingerprint
        self.userIDDigest = userIDDigest
        self.time = time
        self.by = by
    }
}

/// What an order to redact, or to take a redaction back, came to.
package struct RedactionReport: Codable, Sendable, Equatable {
    /// The redactions that are in force for the key now.
    package var redactions: [Redaction]
    /// How many the order added or took back; 0 when all was so already.
    package var changed: Int

    package init(redactions: [Redaction], changed: Int) {
        self.redactions = redactions
        self.changed = changed
    }
}
