/// What every refusal of the node looks like.
package struct FailureMessage: Codable, Sendable {
    package struct Description: Codable, Sendable {
        /// From the list in the node's OpenAPI description.
        package let code: String
        /// For people, one line.
        package let message: String
        /// What programs need besides; its meaning depends on the code.
        package let detail: String?

        package init(code: String, message: String, detail: String?) {
            self.code = code
            self.message = message
            self.detail = detail
        }
    }

    package let error: Description

    package init(error: Description) { self.error = error }
}

extension FailureMessage.Description {
    /// Seconds after which the request may be sent again, where that helps.
    package var retryAfter: String? { code == "over_budget" ? detail : nil }
}

/// Why there is no answer to a request.
package enum ExchangeError: Error {
    /// Nothing answers at the socket, or the connection ended before the answer did.
    case unreachable(reason: String)
    /// TLS fails: one side does not trust the other's certificate.
    case untrusted(reason: String)
    /// The node says no.
    case refused(FailureMessage.Description)
    /// What answers does not speak as a node of this version does.
    case unexpectedAnswer(String)
}
