/// How many digests one peer is asked for at once: more and more while it answers quickly.
struct BundleSize: Sendable {
    private var size: Int?

    /// The digests of the next bundle at most.
    func digests(_ limits: RecoveryLimits) -> Int { size ?? limits.bundle }

    /// Learns from the end of a fetch of so many digests.
    mutating func ended(
        _ count: Int, _ ending: FetchEnding, after duration: Duration, limits: RecoveryLimits
    ) {
        let current = digests(limits)
        switch ending {
        case .complete where duration > limits.slowFetch:
            size = max(current / 2, 1)
        case .complete where duration <= limits.quickFetch && count >= current:
            // One that was begun with a smaller size says nothing of this one.
            size = min(current * 2, max(limits.largestBundle, limits.bundle))
        case .broken, .unavailable:
            size = nil
        case .complete, .deferred:
            break
        }
    }
}
