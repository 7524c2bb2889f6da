/// What a node is and holds.
public struct NodeStatus: Codable, Sendable, Hashable {
    /// The node's name.
    public let name: String
    /// The program's version, `x.y.z`.
    public let version: String
    /// When the node started, Unix seconds.
    public let started: Int
    /// Stored keys.
    public let keys: Int
    /// The sets that the node keeps equal with its peers, one a profile.
    public let sets: [KeySet]
    /// Addresses listened on, such as `http 127.0.0.1:11371`.
    public let listeners: [String]
    /// How often something from outside was refused, by reason.
    public let refusals: [String: Int]
    /// The database on disk, octets.
    public let databaseBytes: Int
    /// The rules by which keys are verified.
    public let rules: String

    /// One set.
    public struct KeySet: Codable, Sendable, Hashable {
        /// The profile's name, such as `sks`.
        public let profile: String
        /// Its elements.
        public let count: Int
        /// 32 hexadecimal digits: equal on two nodes when their sets are equal.
        public let rootDigest: String
    }
}
