/// One state of a node's database on its way out.
package struct NodeSnapshot: Sendable {
    package let summary: SnapshotSummary
    /// Its octets in pieces. The node keeps the state until the last is read or this is let go of.
    package let octets: PulledSequence<[UInt8]>

    package init(summary: SnapshotSummary, octets: PulledSequence<[UInt8]>) {
        self.summary = summary
        self.octets = octets
    }
}

/// What a snapshot is of.
package struct SnapshotSummary: Codable, Sendable, Equatable {
    /// The node's name.
    package var node: String
    /// The program's version, `x.y.z`.
    package var version: String
    /// By which rules the keys are verified.
    package var rules: String
    /// When it was taken, Unix seconds.
    package var time: Int
    /// Stored keys.
    package var keys: Int
    /// The number of the last change in it; 0: there is none.
    package var lastChange: Int
    /// The sets as peers would find them.
    package var sets: [SetStatus]

    package init(
        node: String, version: String, rules: String, time: Int, keys: Int, lastChange: Int,
        sets: [SetStatus]
    ) {
        self.node = node
        self.version = version
        self.rules = rules
        self.time = time
        self.keys = keys
        self.lastChange = lastChange
        self.sets = sets
    }
}
