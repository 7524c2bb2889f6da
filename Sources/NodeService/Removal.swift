/// A key that was removed by order: deleted, and refused when it arrives again from anybody.
package struct Removal: Codable, Sendable, Hashable {
    /// The primary key's fingerprint, upper-case hex.
    package let fingerprint: String
    /// When it was ordered, Unix seconds.
    package let time: Int
    /// Who ordered it, as they were told apart (`user 1000`, say).
    package let by: String
    /// In the words of who ordered it.
    package let reason: String

    package init(fingerprint: String, time: Int, by: String, reason: String) {
        self.fingerprint = fingerprint
        self.time = time
        self.by = by
        self.reason = reason
    }
}

/// What an order to remove a key, or to let it back in, came to.
package struct RemovalReport: Codable, Sendable, Equatable {
    /// The removal that is in force now.
    package var removal: Removal?
    /// Keys that were deleted: more than one only where primary keys share the fingerprint.
    package var keys: Int
    /// False when all was so already.
    package var changed: Bool

    package init(removal: Removal?, keys: Int, changed: Bool) {
        self.removal = removal
        self.keys = keys
        self.changed = changed
    }
}
