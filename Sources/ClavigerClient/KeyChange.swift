/// What one commit of the node did to one key.
public struct KeyChange: Codable, Sendable, Hashable {
    public enum Kind: String, Codable, Sendable, Hashable {
        /// The key is new.
        case inserted
        /// More of the key is known than before.
        case updated
        /// The key was deleted by order.
        case removed
    }

    /// Grows from one change to the next, with gaps. Who has dealt with a change keeps its number:
    /// that is where to go on from.
    public let sequence: Int
    /// When it was committed, Unix seconds.
    public let time: Int
    public let change: Kind
    /// Of the primary key, upper-case hexadecimal digits.
    public let fingerprint: String

    public init(sequence: Int, time: Int, change: Kind, fingerprint: String) {
        self.sequence = sequence
        self.time = time
        self.change = change
        self.fingerprint = fingerprint
    }
}
