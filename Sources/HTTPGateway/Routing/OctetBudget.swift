import Synchronization

/// How many octets all connections together may make the gateway hold at a moment.
final class OctetBudget: Sendable {
    private let capacity: Int
    private let held = Mutex(0)

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// A part of the budget, given back when it goes away.
    final class Reservation: Sendable {
        private let budget: OctetBudget
        private let octets = Mutex(0)

        fileprivate init(_ budget: OctetBudget) { self.budget = budget }

        /// Takes more; false when there is no more.
        func grow(by more: Int) -> Bool {
            guard budget.take(more) else { return false }
            octets.withLock { $0 += more }
            return true
        }

        deinit {
            let octets = octets.withLock { $0 }
            budget.held.withLock { $0 -= octets }
        }
    }

    func reservation() -> Reservation { Reservation(self) }

    private func take(_ octets: Int) -> Bool {
        held.withLock { held in
            guard octets <= capacity - held else { return false }
            held += octets
            return true
        }
    }
}
