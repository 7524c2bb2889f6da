/// What each sender has cost lately, and what it may still cost. A pure function of what it is told
/// and when.
///
/// A submission is looked at only when its sender is not over its budget; what it costs is known
/// afterwards, so a debt can grow beyond its capacity by what is under way, and is then forgiven the
/// later: in the mean the limits hold.
struct IntakeBudgets: Sendable {
    /// What a submission, or a part of one, came to.
    struct Work: Sendable, Equatable {
        /// Verifications that failed after an operation with the public key.
        var failures = 0
        /// All verifications, nominal microseconds.
        var cost = 0
        /// Of the keys in which something failed, nominal microseconds.
        var waste = 0

        static func += (left: inout Work, right: Work) {
            left.failures += right.failures
            left.cost += right.cost
            left.waste += right.waste
        }
    }

    /// What may be spent on one submission. Nil: no limit.
    struct Allowance: Sendable, Equatable {
        var failures: Int?
        var cost: Int?

        static let unlimited = Allowance()
    }

    /// One sender's debts.
    private struct Debts: Sendable {
        var bytes = Debt()
        var failures = Debt()
        var waste = Debt()
        var cost = Debt()
    }

    var limits: IntakeLimits
    private var senders: [Sender: Debts] = [:]

    init(limits: IntakeLimits) { self.limits = limits }

    /// Senders that are remembered.
    var count: Int { senders.count }

    /// Nil when work may be done for the sender now, else the seconds to wait.
    func wait(of sender: Sender, at now: Int) -> Int? {
        guard let debts = senders[sender] else { return nil }
        switch sender {
        case .client:
            return [
                debts.bytes.wait(limits.clientBytes, at: now),
                debts.failures.wait(limits.clientFailures, at: now),
                debts.waste.wait(limits.clientWaste, at: now),
                debts.cost.wait(limits.clientCost, at: now),
            ].compactMap { $0 }.max()
        case .peer:
            return debts.waste.wait(limits.peerWaste, at: now)
        }
    }

    /// What may be spent on one submission of the sender's that is begun now.
    func allowance(of sender: Sender, at now: Int) -> Allowance {
        guard case .client = sender else { return .unlimited }
        let debts = senders[sender] ?? Debts()
        return Allowance(
            failures: min(
                limits.requestFailures, debts.failures.allowance(limits.clientFailures, at: now)),
            cost: min(
                limits.requestCost, debts.waste.allowance(limits.clientWaste, at: now),
                debts.cost.allowance(limits.clientCost, at: now)))
    }

    /// Octets that the sender sent, whatever becomes of them.
    mutating func charge(_ sender: Sender, bytes: Int, at now: Int) {
        guard case .client = sender else { return }
        let limits = limits
        change(sender, at: now) { $0.bytes.charge(bytes, limits.clientBytes, at: now) }
    }

    mutating func charge(_ sender: Sender, _ work: Work, at now: Int) {
        guard work != Work() else { return }
        let limits = limits
        change(sender, at: now) { debts in
            switch sender {
            case .client:
                debts.failures.charge(work.failures, limits.clientFailures, at: now)
                debts.waste.charge(work.waste, limits.clientWaste, at: now)
                debts.cost.charge(work.cost, limits.clientCost, at: now)
            case .peer:
                debts.waste.charge(work.waste, limits.peerWaste, at: now)
            }
        }
    }

    private mutating func change(_ sender: Sender, at now: Int, _ change: (inout Debts) -> Void) {
        if senders[sender] == nil, senders.count >= limits.senders { forget(at: now) }
        change(&senders[sender, default: Debts()])
    }

    // MARK: Forgetting

    /// Makes room: forgets who owes nothing, and if that is not half of all, who owes least.
    private mutating func forget(at now: Int) {
        senders = senders.filter { burden(of: $0.key, $0.value, at: now) > 0 }
        let keep = limits.senders / 2
        guard senders.count > keep else { return }
        let burdens = senders.map { burden(of: $0.key, $0.value, at: now) }.sorted(by: >)
        let least = burdens[keep]
        senders = senders.filter { burden(of: $0.key, $0.value, at: now) > least }
    }

    /// The largest of the debts as a part of its capacity.
    private func burden(of sender: Sender, _ debts: Debts, at now: Int) -> Double {
        func part(_ debt: Debt, _ meter: IntakeLimits.Meter) -> Double {
            Double(debt.level(meter, at: now)) / Double(max(1, meter.capacity))
        }
        switch sender {
        case .client:
            return max(
                part(debts.bytes, limits.clientBytes),
                part(debts.failures, limits.clientFailures),
                part(debts.waste, limits.clientWaste), part(debts.cost, limits.clientCost))
        case .peer:
            return part(debts.waste, limits.peerWaste)
        }
    }
}
