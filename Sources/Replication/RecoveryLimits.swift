/// The bounds of a ``RecoveryPlan``.
package struct RecoveryLimits: Sendable, Equatable {
    /// Digests asked for at once at first: what SKS and Hockeypuck ask, and what they expect to be
    /// asked.
    package var bundle = 100
    /// Digests asked for at once at most: 16 KB, where SKS takes 5 MB. Answers of so many large keys
    /// are slow and shrink the bundles again.
    package var largestBundle = 800
    /// A bundle that was answered and taken in within this time is followed by ones twice as large:
    /// the way to the peer and back is then a good part of the time.
    package var quickFetch = Duration.seconds(1)
    /// One that took longer is followed by ones half as large, so that what breaks off costs little.
    package var slowFetch = Duration.seconds(10)
    /// Fetches under way at once with one peer: one transfers while another commits.
    package var fetchesPerPeer = 2
    /// Fetches under way at once, over all peers: a slow peer leaves room for others.
    package var fetches = 4
    /// Digests remembered as wanted from one peer; the next session offers those beyond again. At
    /// some 100 bytes each this bounds what a peer can make us hold to 25 MB.
    package var wantedPerPeer = 250_000
    /// How often a digest that the peer offered and then did not give is asked for.
    package var tries = 5
    /// The delay before the second try; doubled for each further one. Also the delay after a peer's
    /// first failed fetch in a row.
    package var firstRetry = Duration.seconds(1)
    /// The longest such delay.
    package var longestRetry = Duration.seconds(60)

    package init() {}
}
