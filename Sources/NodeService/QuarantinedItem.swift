/// Key material that the node does not touch any more, because it died of it.
package struct QuarantinedItem: Codable, Sendable, Hashable {
    /// The primary key's fingerprint where it could be told, upper-case hex.
    package let fingerprint: String?
    /// SHA-256 of the octets, upper-case hex.
    package let digest: String
    /// When it was set aside, Unix seconds.
    package let time: Int
    /// What happened, one line.
    package let reason: String

    package init(fingerprint: String?, digest: String, time: Int, reason: String) {
        self.fingerprint = fingerprint
        self.digest = digest
        self.time = time
        self.reason = reason
    }
}
