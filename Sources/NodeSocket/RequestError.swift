import HTTPTypes
import NodeRequests
import NodeService

/// Why the socket refuses a request itself.
enum RequestError: Error {
    /// The caller has none of the roles that would do.
    case forbidden(Caller, needs: Set<Role>)
    case unknownPath
    case wrongMethod(allowed: String)
    case badRequest(String)
    case tooLarge(limit: Int)
    /// The path is there for connections that are to be switched to another protocol.
    case upgradeRequired
}

/// The one table between errors and what crosses the socket.
struct Failure {
    let status: HTTPResponse.Status
    let description: Messages.Failure.Description
    /// What goes with the status (RFC 9110 §15.5.6, §10.2.3).
    let headers: HTTPFields

    private init(
        _ status: HTTPResponse.Status, _ code: String, _ message: String, detail: String? = nil,
        headers: HTTPFields = [:]
    ) {
        self.status = status
        description = .init(code: code, message: message, detail: detail)
        self.headers = headers
    }

    init(_ error: any Error) {
        switch error {
        case let error as RequestError: self.init(error)
        case let error as NodeServiceError: self.init(error)
        default: self.init(.internalServerError, "internal", "\(error)")
        }
    }

    private init(_ error: RequestError) {
        switch error {
        case .forbidden(let caller, let needed):
            let needed = Self.names(needed)
            let theirs = caller.roles.isEmpty ? "no role" : "the roles \(Self.names(caller.roles))"
            self.init(
                .forbidden, "forbidden",
                "\(caller.name) has \(theirs) here; this takes one of \(needed): the section roles "
                    + "of node.yaml says who has which",
                detail: needed)
        case .unknownPath:
            self.init(.notFound, "not_found", "no such path: /v1/openapi.json lists all")
        case .wrongMethod(let allowed):
            self.init(
                .methodNotAllowed, "method_not_allowed", "this path knows the methods \(allowed)",
                detail: allowed, headers: [.allow: allowed])
        case .badRequest(let message): self.init(.badRequest, "bad_request", message)
        case .tooLarge(let limit):
            self.init(
                .contentTooLarge, "too_large", "at most \(limit) octets are taken at a time",
                detail: String(limit))
        case .upgradeRequired:
            self.init(
                .upgradeRequired, "upgrade_required",
                "this path switches a connection of the Unix domain socket to another protocol: "
                    + "send Connection: upgrade and Upgrade: \(LookupFrames.protocolName), or ask "
                    + "for keys at /v1/keys",
                headers: [.upgrade: LookupFrames.protocolName])
        }
    }

    /// Seconds after which who found the node busy may ask again.
    private static let pause = "10"

    private static func names(_ roles: Set<Role>) -> String {
        Role.allCases.filter { roles.contains($0) }.map(\.rawValue).joined(separator: ", ")
    }

    private init(_ error: NodeServiceError) {
        let message = error.description
        switch error {
        case .unknownPeer(let name): self.init(.notFound, "unknown_peer", message, detail: name)
        case .peerFailed(let reason):
            self.init(.badGateway, "peer_failed", message, detail: reason)
        case .unknownKey(let fingerprint):
            self.init(.notFound, "unknown_key", message, detail: fingerprint)
        case .overBudget(let seconds):
            self.init(
                .tooManyRequests, "over_budget", message, detail: String(seconds),
                headers: [.retryAfter: String(seconds)])
        case .busy(let what):
            self.init(
                .serviceUnavailable, "busy", message, detail: what,
                headers: [.retryAfter: Self.pause])
        case .unknownChange(let sequence, let last):
            self.init(
                .conflict, "unknown_change", message, detail: "\(sequence) \(last)")
        case .stopping: self.init(.serviceUnavailable, "stopping", message)
        }
    }
}

extension Messages.Failure.Description {
    /// The error that the node threw, on the other side.
    var error: any Error {
        switch (code, detail) {
        case ("unknown_peer", let name?): NodeServiceError.unknownPeer(name)
        case ("peer_failed", let reason?): NodeServiceError.peerFailed(reason)
        case ("unknown_key", let fingerprint?): NodeServiceError.unknownKey(fingerprint)
        case ("over_budget", let text?):
            Int(text).map { NodeServiceError.overBudget(retryAfter: $0) }
                ?? NodeSocketError.unexpectedAnswer("over_budget: \(text) seconds")
        case ("busy", let what?): NodeServiceError.busy(what)
        case ("unknown_change", let text?): Self.unknownChange(text)
        case ("stopping", _): NodeServiceError.stopping
        default: NodeSocketError.refused(code: code, message: message)
        }
    }

    private static func unknownChange(_ text: String) -> any Error {
        let numbers = text.split(separator: " ").compactMap { Int($0) }
        guard numbers.count == 2 else {
            return NodeSocketError.unexpectedAnswer("unknown_change: \(text)")
        }
        return NodeServiceError.unknownChange(numbers[0], last: numbers[1])
    }
}
