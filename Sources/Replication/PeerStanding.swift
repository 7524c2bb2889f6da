/// How one peer has been doing since the node started.
package struct PeerStanding: Sendable, Equatable {
    /// One finished session.
    package struct Session: Sendable, Equatable {
        /// When it ended, Unix seconds.
        package let time: Int
        /// Nil when it succeeded, else why it did not, one line.
        package let failure: String?
        /// Elements that the peer had, and we lacked and want.
        package let missing: Int
        /// Elements that the peer had and we do not take.
        package let declined: Int

        package init(time: Int, failure: String?, missing: Int, declined: Int) {
            self.time = time
            self.failure = failure
            self.missing = missing
            self.declined = declined
        }
    }

    /// The last session that the peer dialled.
    package var lastIncoming: Session?
    /// The last session that we dialled.
    package var lastOutgoing: Session?
    /// Keys from it that were new or have grown.
    package var fetched = 0

    package init() {}
}
