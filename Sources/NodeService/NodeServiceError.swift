/// Why the node could not do what was asked.
package enum NodeServiceError: Error, Equatable, CustomStringConvertible {
    /// No peer of that name is configured.
    case unknownPeer(String)
    /// The peer could not be reached or refused; the text is for the operator.
    case peerFailed(String)
    /// No key of that fingerprint is stored.
    case unknownKey(String)
    /// Whoever sent this has used up what work one sender may cause; nothing of it was looked at.
    /// The same may be sent again after so many seconds, at least 1.
    case overBudget(retryAfter: Int)
    /// As much of this is under way as may be at once; the text says of what.
    case busy(String)
    /// No change has this number yet; `last` is the last one.
    case unknownChange(Int, last: Int)
    /// The node is stopping and takes no more work.
    case stopping

    package var description: String {
        switch self {
        case .unknownPeer(let name):
            "no peer is named \"\(name)\": `claviger peers` lists the configured ones"
        case .peerFailed(let reason): reason
        case .unknownKey(let fingerprint): "no key with the fingerprint \(fingerprint) is stored"
        case .overBudget(let seconds):
            "too much was sent from this address that costs work and leads nowhere: "
                + "send it again in \(seconds) seconds"
        case .busy(let what): "\(what): ask again when they have ended"
        case .unknownChange(let sequence, let last):
            "there is no change \(sequence) yet, the last is \(last): this is another database, or "
                + "one from a backup; start again from 0"
        case .stopping: "the node is stopping: ask again when it runs"
        }
    }
}
