/// What of a received key does not count, by reason: for the report to whoever submitted it.
package struct IgnoredFindings: Sendable, Equatable {
    package enum Reason: String, CaseIterable, Sendable {
        /// The signature is wrong, or not about what it stands under.
        case doesNotVerify
        /// Its form is broken or forbidden.
        case malformedSignature
        /// The primary key's algorithm is not verified here.
        case unverifiableSignature
        /// By other keys: published only as policy says.
        case otherKeysSignature
        case unboundUserID
        case unboundSubkey
        case userAttribute
    }

    private var counts: [Reason: Int] = [:]

    package init() {}

    package subscript(reason: Reason) -> Int { counts[reason] ?? 0 }

    package var isEmpty: Bool { counts.isEmpty }

    mutating func count(_ reason: Reason) { counts[reason, default: 0] += 1 }
}

extension IgnoredFindings: CustomStringConvertible {
    /// One line, such as `3 signatures do not verify, 1 user ID is not bound`; empty if nothing is
    /// ignored.
    package var description: String {
        Reason.allCases.compactMap { reason in
            let count = self[reason]
            return count == 0 ? nil : reason.text(count)
        }.joined(separator: ", ")
    }
}

extension IgnoredFindings.Reason {
    fileprivate func text(_ count: Int) -> String {
        let one = count == 1
        return switch self {
        case .doesNotVerify: "\(count) \(one ? "signature does" : "signatures do") not verify"
        case .malformedSignature:
            "\(count) \(one ? "signature is" : "signatures are") malformed or not allowed"
        case .unverifiableSignature:
            "\(count) \(one ? "signature is" : "signatures are") of an algorithm "
                + "that is not verified here"
        case .otherKeysSignature: "\(count) \(one ? "signature" : "signatures") by other keys"
        case .unboundUserID: "\(count) \(one ? "user ID is" : "user IDs are") not bound"
        case .unboundSubkey: "\(count) \(one ? "subkey is" : "subkeys are") not bound"
        case .userAttribute: "\(count) user \(one ? "attribute" : "attributes")"
        }
    }
}
