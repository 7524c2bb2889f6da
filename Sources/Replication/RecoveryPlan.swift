package import SetReconciliation

/// Decides which missing elements to fetch from whom, in which bundles, and what answers mean.
///
/// Several peers may offer the same digest; it is fetched from one at a time, and becomes available
/// from the others when that fails. Keys that come back enter by the one door whatever they are;
/// here only the digests count that were asked for.
package struct RecoveryPlan: Sendable {
    private let limits: RecoveryLimits
    private var peers: [String: PeerWants] = [:]
    /// Who is asked in turn, so that no peer waits for another's backlog.
    private var order: [String] = []
    /// When the fetches that are under way were begun, by their numbers.
    private var running: [Int: Instant] = [:]
    private var inFlight: Set<Element> = []
    private var lastNumber = 0
    /// Lookups under way, and the digests that were settled while there was one.
    private var lookups = 0
    private var settledDuringLookups: Set<Element> = []

    package init(limits: RecoveryLimits = RecoveryLimits()) {
        self.limits = limits
    }

    // MARK: Questions

    /// Digests wanted from the peer, those under way included.
    package func wanted(from peer: String) -> Int { peers[peer]?.count ?? 0 }

    /// Nothing is under way with the peer and nothing can begin now: the rest waits for a retry.
    package func isSettled(_ peer: String, at now: Instant) -> Bool {
        peers[peer]?.isSettled(at: now) ?? true
    }

    /// When ``begin(at:)`` may have more to do than now; nil: not before something else happens.
    package func nextWake(after now: Instant) -> Instant? {
        guard running.count < limits.fetches else { return nil }
        return peers.values.compactMap { $0.nextWake(after: now) }.min()
    }

    // MARK: Events

    /// Our database is about to be asked which elements of a session we want, or to be told which
    /// are useless. What is settled before the last such call ends is not wanted any more, whatever
    /// an answer says that was on its way.
    package mutating func lookupBegan() {
        lookups += 1
    }

    /// The answer was used, or there was none.
    package mutating func lookupEnded() {
        lookups -= 1
        if lookups == 0 { settledDuringLookups = [] }
    }

    /// Elements that the peer has and we want. Returns how many were too many to remember.
    package mutating func offer(_ digests: some Sequence<Element>, from peer: String) -> Int {
        if peers[peer] == nil {
            peers[peer] = PeerWants()
            order.append(peer)
        }
        var surplus = 0
        for digest in digests where !settledDuringLookups.contains(digest) {
            if peers[peer]?.add(digest, limit: limits.wantedPerPeer) == false { surplus += 1 }
        }
        return surplus
    }

    /// Nothing is wanted from the peer any more. Fetches that are under way with it are still to be
    /// ended.
    package mutating func forget(_ peer: String) {
        peers[peer] = nil
        order.removeAll { $0 == peer }
    }

    /// The fetches to begin now; each is to be ended by ``ended(_:received:ending:at:)``.
    package mutating func begin(at now: Instant) -> [Fetch] {
        var begun: [Fetch] = []
        var idle = 0
        while running.count < limits.fetches, idle < order.count {
            let peer = order.removeFirst()
            order.append(peer)
            if let fetch = begin(with: peer, at: now) {
                begun.append(fetch)
                idle = 0
            } else {
                idle += 1
            }
        }
        return begun
    }

    private mutating func begin(with peer: String, at now: Instant) -> Fetch? {
        guard let wants = peers[peer] else { return nil }
        // A peer whose last fetch failed is probed with one at a time.
        let limit = wants.failures == 0 ? limits.fetchesPerPeer : 1
        guard wants.fetching < limit else { return nil }
        let digests =
            peers[peer]?.begin(at: now, limits: limits, elsewhere: inFlight) ?? []
        guard !digests.isEmpty else { return nil }
        lastNumber += 1
        let fetch = Fetch(number: lastNumber, peer: peer, digests: digests)
        running[fetch.number] = now
        inFlight.formUnion(digests)
        return fetch
    }

    /// Ends a fetch: `received` are the keys that came and were taken in, whatever came after them.
    package mutating func ended(
        _ fetch: Fetch, received: [ReceivedKey], ending: FetchEnding, at now: Instant
    ) -> RecoveryOutcome {
        guard let begun = running.removeValue(forKey: fetch.number) else {
            return RecoveryOutcome()
        }
        inFlight.subtract(fetch.digests)
        var outcome = RecoveryOutcome()
        var open = Set(fetch.digests)
        var odd: ReceivedKey?
        for key in received {
            guard let digest = key.digest, open.contains(digest) || fetch.digests.contains(digest)
            else {
                odd = key
                outcome.unasked += 1
                continue
            }
            guard open.remove(digest) != nil else { continue }
            settle(digest, as: key.fate, outcome: &outcome)
        }
        peers[fetch.peer]?.fetchEnded(
            fetch.digests.count, ending, begun: begun, at: now, limits: limits)
        // The order of the fetch, not of a set: one input, one course of events.
        for digest in fetch.digests where open.contains(digest) {
            settleUnanswered(
                digest, of: fetch, odd: odd, ending: ending, at: now, outcome: &outcome)
        }
        return outcome
    }

    /// A digest that was given is wanted from nobody any more. If our set does not hold it now, it
    /// would not from another peer either.
    private mutating func settle(
        _ digest: Element, as fate: ReceivedKey.Fate, outcome: inout RecoveryOutcome
    ) {
        if lookups > 0 { settledDuringLookups.insert(digest) }
        for peer in order where peers[peer]?.remove(digest) == true {
            if case .useless(let reason) = fate {
                outcome.useless.append(.init(peer: peer, digest: digest, reason: reason))
            }
        }
    }

    private mutating func settleUnanswered(
        _ digest: Element, of fetch: Fetch, odd: ReceivedKey?, ending: FetchEnding,
        at now: Instant, outcome: inout RecoveryOutcome
    ) {
        let isBundle = fetch.digests.count > 1
        switch ending {
        case .unavailable, .deferred:
            peers[fetch.peer]?.requeue(digest)
            return
        case .broken where isBundle:
            peers[fetch.peer]?.isolate(digest)
            return
        case .complete where isBundle && odd != nil:
            // One of those that are missing came in a form that we do not recognise: which?
            peers[fetch.peer]?.isolate(digest)
            return
        case .complete, .broken:
            break
        }
        if peers[fetch.peer]?.tryLater(digest, at: now, limits: limits) == false {
            outcome.givenUp += 1
            // Asked for alone, again and again, and each time answered with something else.
            if ending == .complete, let odd {
                if lookups > 0 { settledDuringLookups.insert(digest) }
                outcome.useless.append(
                    .init(peer: fetch.peer, digest: digest, reason: odd.reasonWhenOdd))
            }
        }
    }
}
