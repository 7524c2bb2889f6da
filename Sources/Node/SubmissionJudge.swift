import Database
import Keyring
import NodeService
import OpenPGP

/// Judges the keys of one submission, or of a portion of it, one after the other within one
/// allowance; when that is used up the rest is refused by name.
struct SubmissionJudge {
    /// What a stored copy costs that a key is added to, nominal: it is parsed, merged, digested and
    /// written again, some 32 MB a second.
    private static let storedOctetsPerMicrosecond = 32

    private let database: NodeDatabase
    private let origin: Submission.Origin
    private let trap: QuarantineTrap?
    private let isTrusting: Bool
    /// Fingerprints of which nothing was stored a moment ago. What has come since is merged by the
    /// writer as well.
    var unknown: Set<Fingerprint> = []
    private var budget: VerificationBudget
    private var exceeded: BudgetExceeded?
    /// What it came to so far.
    private(set) var work = IntakeBudgets.Work()

    init(
        database: NodeDatabase, origin: Submission.Origin, trap: QuarantineTrap?,
        trusting isTrusting: Bool = false, allowance: IntakeBudgets.Allowance
    ) {
        self.database = database
        self.origin = origin
        self.trap = trap
        self.isTrusting = isTrusting
        budget = VerificationBudget(failures: allowance.failures, cost: allowance.cost)
    }

    mutating func judge(_ reading: Admission.Reading) throws -> Judgement {
        switch reading {
        case .refused(let refused): return .refused(refused)
        case .key(let received):
            if let exceeded { return .refused(refusal(received.fingerprint, exceeded)) }
            let copies =
                unknown.contains(received.fingerprint)
                ? [] : try database.storedCopies(of: received.fingerprint)
            return try judge(
                received, beside: copies.first { $0.key.primaryKey == received.key.primaryKey })
        case .revocation(let revocation):
            if let exceeded { return .refused(refusal(revocation.issuerFingerprint, exceeded)) }
            return try judge(revocation)
        }
    }

    /// A revocation certificate becomes a copy of the key that it revokes.
    private mutating func judge(_ revocation: LoneRevocation) throws -> Judgement {
        var refused = Admission.refusal(withoutKey: revocation)
        for copy in try database.storedCopies(ofIssuer: revocation) {
            let attached = Admission.attach(revocation, to: copy.key)
            switch try judge(attached, beside: copy) {
            case .admitted(let key): return .admitted(key)
            case .refused(let reason): refused = reason
            }
        }
        return .refused(refused)
    }

    private mutating func judge(
        _ received: ReceivedKey, beside copy: StoredCopy?
    ) throws -> Judgement {
        trap?.spring(on: received.key)
        let stored = try copy.map { (stored: $0.key, verified: try $0.verified()) }
        let before = budget
        defer {
            record(since: before)
            // Afterwards: however long others made a key, its owner can add to it. But not much
            // else in the same request.
            spend((copy?.length ?? 0) / Self.storedOctetsPerMicrosecond)
        }
        do throws(BudgetExceeded) {
            let verdict = try Admission.admit(
                received, beside: stored, origin: origin, trusting: isTrusting, budget: &budget)
            switch verdict {
            case .admitted(let key): return .admitted(database.prepare(key))
            case .refused(let refused): return .refused(refused)
            }
        } catch {
            exceeded = error
            return .refused(refusal(received.fingerprint, error))
        }
    }

    private mutating func spend(_ cost: Int) {
        work.cost += cost
        budget = VerificationBudget(
            failures: budget.failuresLeft, cost: budget.costLeft.map { max(0, $0 - cost) })
        if budget.costLeft == 0 { exceeded = exceeded ?? .cost }
    }

    private mutating func record(since before: VerificationBudget) {
        let cost = budget.cost - before.cost
        let failures = budget.failures - before.failures
        work += IntakeBudgets.Work(
            failures: failures, cost: cost, waste: failures > 0 ? cost : 0)
    }

    private func refusal(_ fingerprint: Fingerprint?, _ reason: BudgetExceeded) -> RefusedKey {
        RefusedKey(
            fingerprint: fingerprint, .budget,
            reason: "\(reason): this key and those after it were not looked at any further; send "
                + "what is left by itself")
    }
}
