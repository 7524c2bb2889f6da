/// By which rules the keys of a database are verified and by which policy they are served, and how
/// far a change of either has come.
struct Derivation: Equatable {
    /// `VerifiedKey.rules`; empty: the database was made before keys were verified.
    var rules: String
    /// `ServingPolicy.thirdParty`, by name.
    var policy: String
    /// Keys up to this id are verified by the rules; nil: all are.
    var verified: Int64?
    /// Keys up to this id are served by the rules and the policy; nil: all are.
    var served: Int64?

    /// What is to be done so that all keys are as wanted; equal to `self` when nothing is.
    func aiming(at rules: String, policy: String) -> Derivation {
        guard self.rules == rules else {
            return Derivation(rules: rules, policy: policy, verified: 0, served: 0)
        }
        guard self.policy == policy else {
            return Derivation(rules: rules, policy: policy, verified: verified, served: 0)
        }
        return self
    }

    /// Whether the key with this id has been verified by the rules.
    func isVerified(_ id: Int64) -> Bool { verified.map { id <= $0 } ?? true }
}
