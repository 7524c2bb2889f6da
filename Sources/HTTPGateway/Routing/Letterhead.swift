import HTTPTypes
import Listening

/// What stands over every answer, whoever writes it.
struct Letterhead: Sendable {
    let clock: HTTPClock
    /// The program and its version.
    let serverName: String

    /// Which pages of others may read answers, and what of them (CORS, Fetch Standard §3.2.3):
    /// everything here is public.
    static let sharing = [
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Expose-Headers", "Retry-After, X-HKP-Results-Count"),
    ]
}
