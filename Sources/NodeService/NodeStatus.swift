/// What `claviger status` shows. Times are Unix seconds.
package struct NodeStatus: Codable, Sendable, Equatable {
    package var name: String
    /// The program's version, `x.y.z`.
    package var version: String
    /// When the node started.
    package var started: Int
    /// Stored keys, those outside every profile included.
    package var keys: Int
    /// The sets that peers reconcile, one a profile.
    package var sets: [SetStatus]
    /// Addresses listened on, such as `http 127.0.0.1:11371`.
    package var listeners: [String]
    /// How often something from outside was refused, by reason.
    package var refusals: [String: Int]
    /// The database file with its write-ahead log, bytes.
    package var databaseBytes: Int
    /// The rules by which keys are verified, with what can be verified: `VerifiedKey.rules`.
    package var rules: String
    /// What the node died of and leaves alone since.
    package var quarantined: [QuarantinedItem]
    /// Gateway processes that the node keeps running.
    package var workers: [WorkerStatus]
    /// The configuration in force; nil where the node was not made of a file.
    package var configuration: ConfigurationStatus?

    package init(
        name: String, version: String, started: Int, keys: Int, sets: [SetStatus],
        listeners: [String], refusals: [String: Int], databaseBytes: Int, rules: String = "",
        quarantined: [QuarantinedItem] = [], workers: [WorkerStatus] = [],
        configuration: ConfigurationStatus? = nil
    ) {
        self.name = name
        self.version = version
        self.started = started
        self.keys = keys
        self.sets = sets
        self.listeners = listeners
        self.refusals = refusals
        self.databaseBytes = databaseBytes
        self.rules = rules
        self.quarantined = quarantined
        self.workers = workers
        self.configuration = configuration
    }
}

/// One reconciled set.
package struct SetStatus: Codable, Sendable, Equatable {
    /// The profile's name, such as `sks`.
    package var profile: String
    /// Elements of the set.
    package var count: Int
    /// 32 hex digits over the root of the prefix tree: equal on two nodes when, and (but for one
    /// chance in 2^128) only when, their sets are equal.
    package var rootDigest: String

    package init(profile: String, count: Int, rootDigest: String) {
        self.profile = profile
        self.count = count
        self.rootDigest = rootDigest
    }
}
