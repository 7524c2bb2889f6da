/// Which configuration a node runs with. Times are Unix seconds.
package struct ConfigurationStatus: Codable, Sendable, Equatable {
    /// SHA-256 of the file as it was last read and taken, 64 hex digits: `sha256sum node.yaml`.
    package var digest: String
    /// When that was.
    package var taken: Int
    /// Places of the file, such as `recon`, that the node runs with as they were at its start: what
    /// stands there now needs a restart.
    package var waiting: [String]
    /// Why the file was not taken when it was read last, a line each; empty: it was.
    package var problems: [String]

    package init(
        digest: String, taken: Int, waiting: [String] = [], problems: [String] = []
    ) {
        self.digest = digest
        self.taken = taken
        self.waiting = waiting
        self.problems = problems
    }
}
