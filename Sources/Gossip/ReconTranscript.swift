import Logging
import SetReconciliation

/// One line for each message of a session and for each polynomial, at the level trace.
struct ReconTranscript: Sendable {
    let peer: String
    let logger: Logger

    func sent(_ message: ReconMessage) {
        logger.trace("recon \(peer) > \(message)")
    }

    func received(_ message: ReconMessage) {
        logger.trace("recon \(peer) < \(message)")
    }

    /// The answer to a polynomial at a prefix: how many elements the peer had and we lacked, and
    /// how many the other way round.
    func answered(_ prefix: Prefix, size: Int, by reply: ReconMessage, remoteOnly: Int) {
        switch reply {
        case .elements(let localOnly):
            logger.trace(
                """
                recon \(peer): poly at \(prefix) size \(size): \
                solved \(remoteOnly)+\(localOnly.count)
                """)
        default:
            logger.trace("recon \(peer): poly at \(prefix) size \(size): unsolved")
        }
    }
}
