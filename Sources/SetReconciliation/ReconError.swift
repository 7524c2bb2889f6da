/// What ends a recon session before its regular end. Elements found so far remain valid hints.
package enum ReconError: Error, Hashable {
    /// A frame announces more bytes than its phase allows.
    case frameTooLong(length: UInt32, limit: Int)
    /// A frame of no bytes, which cannot hold a message's type.
    case emptyFrame
    case unknownMessageType(UInt8)
    /// The payload of a message breaks a rule of its encoding; `defect` says which one.
    case malformed(ReconMessageType, defect: String)
    /// A configuration or verdict that breaks a rule; `defect` says which one.
    case malformedHandshake(defect: String)
    /// A message that its sender may not send in this state.
    case unexpectedMessage(ReconMessageType, expected: String)
    /// A bound on the work of one session was reached.
    case budgetExceeded(what: String, limit: Int)
    /// The peer sent an Error message.
    case peerReported(String)
}

extension ReconError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .frameTooLong(let length, let limit):
            "recon frame of \(length) bytes exceeds the limit of \(limit)"
        case .emptyFrame:
            "recon frame of no bytes"
        case .unknownMessageType(let type):
            "recon message of unknown type \(type)"
        case .malformed(let type, let defect):
            "malformed recon message \(type): \(defect)"
        case .malformedHandshake(let defect):
            "malformed recon handshake: \(defect)"
        case .unexpectedMessage(let type, let expected):
            "recon message \(type) where \(expected) was expected"
        case .budgetExceeded(let what, let limit):
            "recon session reached its limit of \(limit) \(what)"
        case .peerReported(let text):
            "recon peer reported an error: \(text)"
        }
    }
}
