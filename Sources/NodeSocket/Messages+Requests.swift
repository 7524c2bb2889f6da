import FoundationEssentials

/// What clients send.
extension Messages {
    struct DigestQuery: RequestBody {
        static let members: Set = ["digests", "maximumBytes"]
        /// As many as the largest hashquery of a peer.
        static let mostDigests = 10_000

        let digests: [String]
        let maximumBytes: Int
    }

    /// An order to redact user IDs of a key, or to take that back.
    struct RedactionOrder: RequestBody {
        static let members: Set = ["fingerprint", "userID"]

        let fingerprint: String
        /// The octets of the user ID; without: all user IDs of the key.
        let userID: Data?
    }

    /// An order to remove a key.
    struct RemovalOrder: RequestBody {
        static let members: Set = ["fingerprint", "reason", "anyway"]
        /// Characters: a few sentences, for a list.
        static let longestReason = 1_000

        let fingerprint: String
        let reason: String
        /// Also when no such key is stored.
        let anyway: Bool?
    }

    /// An order to let a removed key back in.
    struct ReturnOrder: RequestBody {
        static let members: Set = ["fingerprint"]

        let fingerprint: String
    }
}
