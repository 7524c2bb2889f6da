/// Bounds on one recon session. What they cut off is found by a later session.
package struct ReconBudget: Hashable, Sendable {
    /// Elements to be fetched after one session: 150 requests of 100 keys. A requester stops asking
    /// when it is reached; a responder goes on answering but remembers no more.
    package var maximumMissing: Int
    /// Elements named to the peer out of complete comparisons. One that lacks millions is to load
    /// a dump; it need not be sent their digests in every session.
    package var maximumOffered: Int
    /// Polynomials a responder solves, at a few milliseconds each.
    package var maximumSolves: Int
    /// Requests sent, or messages received by a responder: those of about 100,000 differences.
    package var maximumMessages: Int
    /// Requests without a reply before a requester waits: a level of the tree of 100,000 keys at
    /// once. SKS and Hockeypuck wait after a hundred and answer any number; what they answer to so
    /// many is at most 2.6 MB.
    package var maximumOutstandingRequests: Int

    package init(
        maximumMissing: Int = 15_000, maximumOffered: Int = 15_000, maximumSolves: Int = 20_000,
        maximumMessages: Int = 100_000, maximumOutstandingRequests: Int = 1_024
    ) {
        precondition(
            min(maximumMissing, maximumOffered, maximumSolves, maximumMessages) >= 0,
            "a budget is not negative")
        precondition(maximumOutstandingRequests > 0, "a requester asks at least one question")
        precondition(
            maximumOffered <= ReconLimits.elementsPerFrame, "an offer fits into one message")
        self.maximumMissing = maximumMissing
        self.maximumOffered = maximumOffered
        self.maximumSolves = maximumSolves
        self.maximumMessages = maximumMessages
        self.maximumOutstandingRequests = maximumOutstandingRequests
    }
}
