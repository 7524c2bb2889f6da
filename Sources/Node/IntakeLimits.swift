/// How much work one sender of key material may cause. What is verified once is stored and never
/// verified again, so honest senders cost little; the limits are for what leads nowhere.
///
/// Costs are nominal microseconds of one core, by the verifier's table, not measured time: the same
/// submission is judged alike on a busy node and an idle one.
package struct IntakeLimits: Sendable, Equatable {
    /// A debt that may grow to `capacity`, and of which `perMinute` is forgiven each minute.
    package struct Meter: Sendable, Equatable {
        package var capacity: Int
        package var perMinute: Int

        package init(capacity: Int, perMinute: Int) {
            self.capacity = capacity
            self.perMinute = perMinute
        }

        /// As much at once as in a minute.
        package init(perMinute: Int) { self.init(capacity: perMinute, perMinute: perMinute) }
    }

    /// Octets from one client address: reading them costs some 10 ms a MiB, so this is 2 % of a
    /// core. It leaves room for a keyring of 5 MiB twenty-five times a minute.
    package var clientBytes = Meter(perMinute: 128 << 20)

    /// Verifications of one client address that failed. Honest keys carry a damaged signature now
    /// and then; whoever sends hundreds is trying something.
    package var clientFailures = Meter(perMinute: 600)

    /// What the keys of one client address cost in which something failed: 3 % of a core.
    package var clientWaste = Meter(perMinute: 2_000_000)

    /// What all verifications of one client address cost. Signatures that verify are work that was
    /// worth it, but they can be made without end: a third of a core at most, some 2,000 new keys
    /// a second for ten seconds.
    package var clientCost = Meter(perMinute: 20_000_000)

    /// Failed verifications of one request; the rest of it is refused by name.
    package var requestFailures = 200

    /// What the verifications of one request may cost; the rest of it is refused by name. With the
    /// cost of reading it, a request of junk stays under a second of a core.
    package var requestCost = 800_000

    /// What the keys of one peer cost in which something failed. What verifies costs a peer nothing
    /// and neither do octets: the first recovery of a whole keyring is hours of honest work, and is
    /// not to pause. A keyring of seven million keys with one bad signature in two hundred costs
    /// 15 s; a peer that sends junk only is let cost 5 % of a core.
    package var peerWaste = Meter(capacity: 10_000_000, perMinute: 3_000_000)

    /// Senders that are remembered, at some 150 octets each; beyond it those that owe least are
    /// forgotten.
    package var senders = 65_536

    package init() {}
}
