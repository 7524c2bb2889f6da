/// What a session's driver has to do, in this order.
package enum ReconAction: Hashable, Sendable {
    /// Look the prefix up in the tree and hand the answer to `loaded`, before anything else.
    case load(Prefix)
    /// Append the message to the output. It need not be written out yet.
    case send(ReconMessage)
    /// Write out everything that was sent, in one write.
    case flush
    /// The session is over; close the connection.
    case finished
}

/// One side of a recon session after the handshake, without tree and without socket.
///
/// The driver calls `start` once, then `received` for each message in order, and performs the
/// actions that each call returns. A `.load` is always the last action of its call, and is answered
/// by `loaded` before the next message is handed in. Answers may be altered on the way: a driver
/// that knows what this peer refuses or never takes overlays them.
package protocol ReconSession: Sendable {
    mutating func start() -> [ReconAction]

    /// - Throws: `ReconError` if the peer broke the protocol or a budget is used up: close the
    ///   connection. `missing` stays valid.
    mutating func received(_ message: ReconMessage) throws(ReconError) -> [ReconAction]

    /// - Throws: `ReconError` if a budget is used up.
    mutating func loaded(_ answer: PrefixTreeAnswer) throws(ReconError) -> [ReconAction]

    /// What the peer has and we lack, as far as known, also when the session broke.
    ///
    /// These are hints: a hostile peer can name any element, and one that answers for a shorter
    /// prefix than asked for may name elements that we have. Look them up before fetching them.
    var missing: Set<Element> { get }

    var counters: ReconCounters { get }
    var isFinished: Bool { get }
}
