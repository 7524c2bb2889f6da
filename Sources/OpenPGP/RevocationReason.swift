/// Why something was revoked (RFC 9580 §5.2.3.31).
package struct RevocationReason: Hashable, Sendable {
    package let code: UInt8
    /// The explanation, cleaned of control characters for display.
    package let text: String

    package init(code: UInt8, text: String) {
        self.code = code
        self.text = text
    }

    package static let noReason: UInt8 = 0
    package static let superseded: UInt8 = 1
    package static let compromised: UInt8 = 2
    package static let retired: UInt8 = 3
    package static let userIDNoLongerValid: UInt8 = 32
}
