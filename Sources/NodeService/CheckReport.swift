/// What `claviger check` found.
package struct CheckReport: Codable, Sendable, Equatable {
    /// Stored keys walked.
    package var keys: Int
    /// Set elements walked, all profiles.
    package var elements: Int
    /// Nodes of prefix trees compared with sums made afresh.
    package var treeNodes: Int
    /// Each inconsistency, one line; empty when the database is sound.
    package var problems: [String]

    package init(keys: Int, elements: Int, treeNodes: Int, problems: [String]) {
        self.keys = keys
        self.elements = elements
        self.treeNodes = treeNodes
        self.problems = problems
    }
}
