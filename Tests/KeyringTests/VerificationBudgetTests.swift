import Keyring
import OpenPGP
import SigningKeys
import Testing

@Suite struct VerificationBudgetTests {
    private let signer = SigningKey(.ed25519, number: 21)
    private let userID = "Junk <junk@example.org>"

    /// Wrong certifications behind a good one.
    private func junk(_ octets: Int) -> TransferablePublicKey {
        var key = JunkSelfSignatures.key(signer, userID: userID, octets: octets)
        key.identities[0].signatures.append(signer.selfCertification(userID))
        return key
    }

    @Test func `failures up to the budget are counted, the next one ends the verification`() {
        let key = junk(4000)
        let failures = key.identities[0].signatures.count - 1
        var enough = VerificationBudget(failures: failures, cost: nil)
        let verified = try? VerifiedKey.verify(key, except: nil, budget: &enough)
        #expect(verified?.key.identities.count == 1)
        #expect(enough.failures == failures)
        #expect(enough.failuresLeft == 0)
        #expect(enough.verified == 1)

        var tooLittle = VerificationBudget(failures: failures - 1, cost: nil)
        let nothing = try? VerifiedKey.verify(key, except: nil, budget: &tooLittle)
        #expect(nothing == nil)
        #expect(tooLittle.failures == failures)
        #expect(tooLittle.failuresLeft == 0)
    }

    @Test func `nominal time is spent for good and for wrong signatures`() {
        var budget = VerificationBudget.unlimited
        _ = try? VerifiedKey.verify(junk(4000), except: nil, budget: &budget)
        let whole = budget.cost
        #expect(whole > 0)
        var half = VerificationBudget(failures: nil, cost: whole / 2)
        let nothing = try? VerifiedKey.verify(junk(4000), except: nil, budget: &half)
        #expect(nothing == nil)
        #expect(half.costLeft == 0)
        #expect(half.cost < whole)
    }

    @Test func `what the stored copy has is not verified again`() throws {
        let key = junk(4000)
        var node = StoredKey(of: key.primaryKey)
        try node.take(key)
        let spent = node.budget
        #expect(spent.failures > 0)
        try node.take(key)
        #expect(node.budget == spent)
        var grown = key
        grown.identities[0].signatures.append(signer.selfCertification(userID, at: 1))
        try node.take(grown)
        #expect(node.budget.verified == spent.verified + 1)
        #expect(node.budget.failures == spent.failures)
    }

    @Test func `the same signature under another component is verified there`() throws {
        var key = signer.certificate(userIDs: ["A", "B"])
        var node = StoredKey(of: key.primaryKey)
        try node.take(key)
        let spent = node.budget
        key.identities[0].signatures = key.identities[1].signatures
        try node.take(key)
        #expect(node.budget.cost > spent.cost)
    }

    @Test func `unhashed variants of a wrong signature are paid once`() throws {
        var key = junk(1000)
        let wrong = try #require(key.identities[0].signatures.first)
        key.identities[0].signatures = (0..<50).map { number in
            withUnhashedArea(
                [.issuerKeyID(signer.keyID), .octets(101, [UInt8(number)])], of: wrong)
        }
        var budget = VerificationBudget(failures: 1, cost: nil)
        #expect(try VerifiedKey.verify(key, except: nil, budget: &budget).isEmpty)
        #expect(budget.failures == 1)
    }
}
