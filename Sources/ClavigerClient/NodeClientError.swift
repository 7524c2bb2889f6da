import NodeRequests

/// Why the node did not do what it was asked.
public enum NodeClientError: Error, Sendable, Hashable {
    /// A socket's path has at most so many octets.
    case pathTooLong(limit: Int)
    /// No node answers at the socket, or it ended before its answer did. It may have stored what was
    /// handed in all the same; handing it in again does no harm.
    case unreachable(String)
    /// The user of this process lacks the role that this takes.
    case forbidden(String)
    /// What this user may cause the node to do in vain is used up; nothing was looked at. The same
    /// may be sent again after so many seconds.
    case overBudget(retryAfter: Int)
    /// The node is stopping, or does as much of this as it does at once.
    case unavailable(String)
    /// More keys match than were asked for: search more specifically.
    case tooManyKeys(limit: Int)
    /// The node has no change of that number: its database is another one, or was restored from a
    /// backup. Start again from 0.
    case unknownChange(String)
    /// The node refuses what was asked. The codes are listed in its description, which it serves at
    /// `/v1/openapi.json`.
    case refused(code: String, message: String)
    /// What answers does not speak as a node of this version does.
    case unexpectedAnswer(String)

    /// Whether the same may succeed in a moment, as when the node is started again.
    public var isTemporary: Bool {
        switch self {
        case .unreachable, .unavailable, .overBudget: true
        case .pathTooLong, .forbidden, .tooManyKeys, .unknownChange, .refused, .unexpectedAnswer:
            false
        }
    }
}

extension NodeClientError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .pathTooLong(let limit): "the socket's path has more than \(limit) octets"
        case .unreachable(let reason): "no node answers: \(reason)"
        case .overBudget(let seconds): "too much was sent in vain: try again in \(seconds) seconds"
        case .tooManyKeys(let limit): "more than \(limit) keys match: search more specifically"
        case .forbidden(let message), .unavailable(let message), .unknownChange(let message):
            message
        case .refused(let code, let message): "the node refused (\(code)): \(message)"
        case .unexpectedAnswer(let what): "the node's answer cannot be understood: \(what)"
        }
    }
}

extension NodeClientError {
    init(_ error: ExchangeError) {
        switch error {
        case .unreachable(let reason), .untrusted(let reason): self = .unreachable(reason)
        case .unexpectedAnswer(let what): self = .unexpectedAnswer(what)
        case .refused(let refusal): self.init(refusal)
        }
    }

    private init(_ refusal: FailureMessage.Description) {
        switch refusal.code {
        case "forbidden": self = .forbidden(refusal.message)
        case "busy", "stopping": self = .unavailable(refusal.message)
        case "unknown_change": self = .unknownChange(refusal.message)
        case "over_budget":
            guard let seconds = refusal.retryAfter.flatMap({ Int($0) }) else {
                self = .unexpectedAnswer("over_budget without the seconds to wait")
                return
            }
            self = .overBudget(retryAfter: seconds)
        default: self = .refused(code: refusal.code, message: refusal.message)
        }
    }
}
