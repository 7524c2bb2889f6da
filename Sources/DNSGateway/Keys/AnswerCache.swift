/// Keys that were looked up a moment ago, within a bound.
struct AnswerCache: Sendable {
    struct Name: Hashable, Sendable {
        let zone: Zone
        let digest: LocalPartDigest
    }

    private struct Entry {
        let keys: [[UInt8]]
        let expiry: ContinuousClock.Instant
    }

    private let limits: DNSLimits
    private var entries: [Name: Entry] = [:]
    private var octetCount = 0

    init(limits: DNSLimits) { self.limits = limits }

    /// What was kept for the name, if it is fresh.
    func keys(of name: Name, at time: ContinuousClock.Instant) -> [[UInt8]]? {
        entries[name].flatMap { $0.expiry > time ? $0.keys : nil }
    }

    /// Keeps the keys. When there is no room everything else goes: it would be stale in half a
    /// minute.
    mutating func keep(_ keys: [[UInt8]], of name: Name, at time: ContinuousClock.Instant) {
        if let old = entries.removeValue(forKey: name) { octetCount -= old.keys.octetCount }
        let added = keys.octetCount
        if entries.count >= limits.cachedAnswers || octetCount + added > limits.cachedOctets {
            entries = [:]
            octetCount = 0
        }
        guard added <= limits.cachedOctets, limits.cachedAnswers > 0 else { return }
        entries[name] = Entry(keys: keys, expiry: time + limits.cacheDuration)
        octetCount += added
    }
}

extension [[UInt8]] {
    var octetCount: Int { reduce(0) { $0 + $1.count } }
}
