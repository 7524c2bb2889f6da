/// How one peer is doing. Times are Unix seconds.
package struct PeerStatus: Codable, Sendable, Equatable {
    package var name: String
    /// The configured recon address, `host:port`.
    package var recon: String
    /// The configured HTTP address.
    package var http: String
    package var profile: String
    /// The filters that we announce to it.
    package var filters: [String]
    /// The last session that the peer dialled.
    package var lastIncoming: SessionStatus?
    /// The last session that we dialled.
    package var lastOutgoing: SessionStatus?
    /// Digests that it offered and that are still to be fetched.
    package var wanted: Int
    /// Digests that it offered and that are remembered as useless to us.
    package var useless: Int
    /// Keys fetched from it since the node started.
    package var fetched: Int

    /// One finished session.
    package struct SessionStatus: Codable, Sendable, Equatable {
        /// When it ended.
        package var time: Int
        /// Nil when it succeeded, else why it did not, one line.
        package var failure: String?
        /// Elements that the peer had, and we lacked and want.
        package var missing: Int
        /// Elements that the peer had and that this node does not take: of keys that were removed by
        /// order, or that came to nothing before.
        package var declined: Int

        package init(time: Int, failure: String?, missing: Int, declined: Int = 0) {
            self.time = time
            self.failure = failure
            self.missing = missing
            self.declined = declined
        }
    }

    package init(
        name: String, recon: String, http: String, profile: String, filters: [String],
        lastIncoming: SessionStatus? = nil, lastOutgoing: SessionStatus? = nil, wanted: Int = 0,
        useless: Int = 0, fetched: Int = 0
    ) {
        self.name = name
        self.recon = recon
        self.http = http
        self.profile = profile
        self.filters = filters
        self.lastIncoming = lastIncoming
        self.lastOutgoing = lastOutgoing
        self.wanted = wanted
        self.useless = useless
        self.fetched = fetched
    }
}
