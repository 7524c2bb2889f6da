/// One entry of the node's log of changes: a commit's effect on one key.
package struct KeyChange: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable {
        case inserted, updated, removed
    }

    /// Grows from one change to the next, with gaps: where to go on from.
    package var sequence: Int
    /// When it was committed, Unix seconds.
    package var time: Int
    package var change: Kind
    /// The primary key's fingerprint, upper-case hex.
    package var fingerprint: String

    package init(sequence: Int, time: Int, change: Kind, fingerprint: String) {
        self.sequence = sequence
        self.time = time
        self.change = change
        self.fingerprint = fingerprint
    }
}
