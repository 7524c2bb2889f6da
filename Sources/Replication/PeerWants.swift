import SetReconciliation

/// The digests wanted from one peer.
struct PeerWants: Sendable {
    /// Where one digest stands.
    private enum Place: Sendable {
        /// To be fetched in a bundle with others.
        case queued
        /// To be fetched by itself, since a bundle with it failed.
        case alone
        /// Part of a fetch that is under way; `alone` tells how it was queued.
        case fetching(alone: Bool)
        /// The peer did not give it; to be tried again then.
        case later(Instant)
    }

    private var places: [Element: Place] = [:]
    /// Tries that came to nothing, where there were any.
    private var tries: [Element: Int] = [:]
    /// Queued digests; entries whose place has changed since are skipped.
    private var bundled = ElementQueue()
    private var single = ElementQueue()
    private var waiting: Set<Element> = []
    /// Not after the earliest retry of `waiting`; nil when there is none.
    private var firstWaiting: Instant?
    /// Digests that are queued, bundled or single.
    private var ready = 0
    private var bundle = BundleSize()
    /// Fetches under way.
    private(set) var fetching = 0
    /// Fetches in a row that failed as a whole.
    private(set) var failures = 0
    /// When a peer whose fetches fail is asked again.
    private var retry = Instant.zero
    /// When we work for the peer again.
    private var deferral = Instant.zero
    /// Nothing is asked of the peer before.
    var notBefore: Instant { max(retry, deferral) }

    var count: Int { places.count }

    /// Nothing is under way, and nothing can begin now.
    func isSettled(at now: Instant) -> Bool {
        fetching == 0 && (ready == 0 || notBefore > now)
    }

    /// When something may begin that cannot now.
    func nextWake(after now: Instant) -> Instant? {
        var wakes: [Instant] = []
        if ready > 0 { wakes.append(notBefore) }
        if let firstWaiting { wakes.append(max(firstWaiting, notBefore)) }
        return wakes.filter { $0 > now }.min()
    }

    /// False if the digest is one too many.
    mutating func add(_ digest: Element, limit: Int) -> Bool {
        guard places[digest] == nil else { return true }
        guard places.count < limit else { return false }
        enqueue(digest, alone: false)
        return true
    }

    func contains(_ digest: Element) -> Bool { places[digest] != nil }

    /// True if the digest was wanted.
    mutating func remove(_ digest: Element) -> Bool {
        tries[digest] = nil
        guard let place = places.removeValue(forKey: digest) else { return false }
        switch place {
        case .queued, .alone: ready -= 1
        case .later: waiting.remove(digest)
        case .fetching: break
        }
        return true
    }

    /// What to ask for now: one digest that needs to be alone, else a bundle of others. Those in
    /// `elsewhere`, which are being fetched from other peers, keep their place.
    mutating func begin(
        at now: Instant, limits: RecoveryLimits, elsewhere: Set<Element>
    ) -> [Element] {
        guard notBefore <= now else { return [] }
        wakeWaiting(at: now)
        var digests = take(1, alone: true, elsewhere: elsewhere)
        if digests.isEmpty {
            digests = take(bundle.digests(limits), alone: false, elsewhere: elsewhere)
        }
        if !digests.isEmpty { fetching += 1 }
        return digests
    }

    private mutating func take(
        _ limit: Int, alone: Bool, elsewhere: Set<Element>
    ) -> [Element] {
        var taken: [Element] = []
        var kept: [Element] = []
        while taken.count < limit, let digest = alone ? single.popFirst() : bundled.popFirst() {
            switch places[digest] {
            case .queued where !alone, .alone where alone: break
            default: continue
            }
            if elsewhere.contains(digest) {
                kept.append(digest)
            } else {
                places[digest] = .fetching(alone: alone)
                ready -= 1
                taken.append(digest)
            }
        }
        for digest in kept {
            if alone { single.append(digest) } else { bundled.append(digest) }
        }
        return taken
    }

    private mutating func wakeWaiting(at now: Instant) {
        guard let first = firstWaiting, first <= now else { return }
        firstWaiting = nil
        for digest in waiting {
            guard case .later(let then) = places[digest] else { continue }
            if then <= now {
                waiting.remove(digest)
                enqueue(digest, alone: false)
            } else {
                firstWaiting = min(firstWaiting ?? then, then)
            }
        }
    }

    private mutating func enqueue(_ digest: Element, alone: Bool) {
        places[digest] = alone ? .alone : .queued
        ready += 1
        if alone { single.append(digest) } else { bundled.append(digest) }
    }

    // MARK: The end of a fetch

    /// The end of a fetch of so many digests, begun then.
    mutating func fetchEnded(
        _ count: Int, _ ending: FetchEnding, begun: Instant, at now: Instant,
        limits: RecoveryLimits
    ) {
        fetching -= 1
        bundle.ended(count, ending, after: begun.duration(to: now), limits: limits)
        switch ending {
        case .complete:
            failures = 0
            retry = .zero
        case .broken, .unavailable:
            failures += 1
            retry =
                now
                + Backoff.delay(
                    after: failures, first: limits.firstRetry, limit: limits.longestRetry)
        case .deferred(let until):
            // Another fetch of the peer's may end well after this one: that does not lift it.
            deferral = max(deferral, until)
        }
    }

    /// A digest whose fetch failed for reasons that have nothing to do with it.
    mutating func requeue(_ digest: Element) {
        guard case .fetching(let alone) = places[digest] else { return }
        enqueue(digest, alone: alone)
    }

    /// A digest whose bundle failed, perhaps because of it.
    mutating func isolate(_ digest: Element) {
        guard case .fetching = places[digest] else { return }
        enqueue(digest, alone: true)
    }

    /// A digest that was asked for in vain. False when that was the last try.
    mutating func tryLater(_ digest: Element, at now: Instant, limits: RecoveryLimits) -> Bool {
        guard case .fetching = places[digest] else { return true }
        let tries = (self.tries[digest] ?? 0) + 1
        guard tries < limits.tries else {
            _ = remove(digest)
            return false
        }
        self.tries[digest] = tries
        let then =
            now
            + Backoff.delay(after: tries, first: limits.firstRetry, limit: limits.longestRetry)
        places[digest] = .later(then)
        waiting.insert(digest)
        firstWaiting = min(firstWaiting ?? then, then)
        return true
    }
}
