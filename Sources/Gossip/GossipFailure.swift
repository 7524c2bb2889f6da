import AsyncHTTPClient
import Glibc
import NIOCore
import NIOPosix
import NodeService
import Replication
import SetReconciliation

/// What went wrong with a peer, in one line for the operator and one word for the counters.
struct GossipFailure {
    /// One line.
    let text: String
    /// Under what it is counted among the refusals; nil when nothing was refused.
    let reason: StaticString?

    init(_ error: any Error) {
        text = Self.text(of: error)
        reason = Self.reason(of: error)
    }

    private static func text(of error: any Error) -> String {
        switch error {
        case let error as IOError:
            String(cString: strerror(error.errnoCode))
        case let error as NIOConnectionError:
            error.connectionErrors.first.map { text(of: $0.error) }
                ?? "the name \(error.host) has no address"
        case let error as HTTPClientError:
            error.shortDescription
        case ChannelError.connectTimeout:
            "no answer to the attempt to connect"
        case is CancellationError:
            "broken off: this node is stopping, or the peer has been configured anew"
        default:
            "\(error)"
        }
    }

    private static func reason(of error: any Error) -> StaticString? {
        switch error {
        case let error as GossipError: error.reason
        case let error as ReconError: error.reason
        case is HashqueryAnswerError: "hashquery.answer"
        default: nil
        }
    }
}

extension GossipError {
    /// What a stranger did wrong; nil where nobody is to blame.
    fileprivate var reason: StaticString? {
        switch self {
        case .refusedByUs: "recon.refused"
        case .closedInsideMessage: "recon.truncated"
        case .handshakeTimeout, .readTimeout, .sessionTimeout: "recon.timeout"
        case .unread: "recon.unread"
        case .unresolved, .noRoute, .unreachable, .refusedByPeer, .closedBeforeConfig,
            .closedInHandshake, .closedInSession:
            nil
        }
    }
}

extension ReconError {
    fileprivate var reason: StaticString? {
        switch self {
        case .frameTooLong, .emptyFrame, .unknownMessageType, .malformed: "recon.frame"
        case .malformedHandshake: "recon.handshake"
        case .unexpectedMessage: "recon.message"
        case .budgetExceeded: "recon.budget"
        case .peerReported: nil
        }
    }
}
