/// What an operator has to know of the days on which a certificate is valid. None of it keeps a node
/// from starting: its other listeners, its peers and its commands need it even so.
package enum CertificateExpiry: Sendable, Equatable, CustomStringConvertible {
    case notYet(days: Int)
    case soon(days: Int)
    case over(days: Int)

    /// Renewal that works happens weeks before the end: Let's Encrypt's clients begin at a third of
    /// the 90 days that are left.
    private static let warningDays = 14
    private static let secondsPerDay = 86_400

    /// Nil when all is well at `now`, Unix seconds.
    package init?(of tls: ServerTLS, at now: Int) {
        if now > tls.notAfter {
            self = .over(days: (now - tls.notAfter) / Self.secondsPerDay)
        } else if now < tls.notBefore {
            self = .notYet(days: (tls.notBefore - now) / Self.secondsPerDay)
        } else {
            let days = (tls.notAfter - now) / Self.secondsPerDay
            guard days < Self.warningDays else { return nil }
            self = .soon(days: days)
        }
    }

    package var description: String {
        switch self {
        case .notYet(let days):
            "is not valid yet, for \(days) more days, and clients refuse it: "
                + "set the clock, or write another certificate"
        case .soon(let days):
            "is valid for \(days) more days: renew it, then send the node SIGHUP"
        case .over(let days):
            "has not been valid for \(days) days, and clients refuse it: "
                + "renew it, then send the node SIGHUP"
        }
    }
}
