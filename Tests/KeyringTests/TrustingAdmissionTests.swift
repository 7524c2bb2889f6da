import Keyring
import OpenPGP
import SyntheticKeys
import Testing

@Suite struct TrustingAdmissionTests {
    private func verified(
        _ key: TransferablePublicKey, trusting: Bool
    ) throws -> VerifiedKey {
        let readings = Admission.read(keyring: key.encoded())
        guard case .key(let received)? = readings.first else { throw NoKey() }
        var budget = VerificationBudget.unlimited
        let verdict = try Admission.admit(
            received, beside: nil, origin: .load, trusting: trusting, budget: &budget)
        guard case .admitted(let admitted) = verdict else { throw NoKey() }
        return admitted.verified
    }

    private struct NoKey: Error {}

    @Test func `what verifies is the same when it is trusted`() throws {
        for number in 0..<20 {
            let synthetic = SyntheticKey(number)
            let key = synthetic.with(
                identities: [synthetic.userID(0, certifications: 2), synthetic.userID(1)],
                subkeys: [synthetic.subkey(0)])
            let whole = try verified(key, trusting: false)
            #expect(!whole.isEmpty)
            #expect(try verified(key, trusting: true) == whole)
        }
    }

    @Test func `a signature that is wrong counts when it is trusted, and never else`() throws {
        let synthetic = SyntheticKey(1)
        var identity = synthetic.userID(0)
        var body = identity.signatures[0].body
        body[body.count - 1] ^= 1
        identity.signatures = [Packet(tag: .signature, body: body)]
        let key = synthetic.with(identities: [identity])
        #expect(try verified(key, trusting: false).isEmpty)
        #expect(try verified(key, trusting: true).key.identities.count == 1)
    }

    @Test func `trust goes no further than the public-key operation`() throws {
        let synthetic = SyntheticKey(1)
        let foreign = SyntheticKey(2).userID(0)
        var misplaced = synthetic.userID(0)
        misplaced = TransferablePublicKey.Component(
            packet: Packet(tag: .userID, body: Array("Mallory".utf8)),
            signatures: misplaced.signatures)
        let key = synthetic.with(identities: [foreign, misplaced])
        #expect(try verified(key, trusting: true).isEmpty)
    }
}
