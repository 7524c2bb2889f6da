package import Keyring

/// A prefix tree whose leaves did not fit together, made again from its set when the database was
/// opened. Nothing of a node's own does that: somebody else wrote to the file, or the disk lost what
/// it had acknowledged.
package struct TreeRepair: Sendable, Equatable {
    package let profile: Profile
    /// What did not fit.
    package let reason: String
    /// Elements of the tree now.
    package let elements: Int
}
