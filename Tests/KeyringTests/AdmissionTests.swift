import Keyring
import OpenPGP
import SigningKeys
import SyntheticKeys
import Testing

@Suite struct AdmissionTests {
    private func verdicts(
        _ bytes: [UInt8], origin: Submission.Origin = .load
    ) -> [Admission.Verdict] {
        var budget = VerificationBudget.unlimited
        do throws(BudgetExceeded) {
            return try Admission.judge(
                Submission(origin: origin, bytes: bytes), budget: &budget)
        } catch {
            preconditionFailure("An unlimited budget does not give out.")
        }
    }

    private func admitted(_ verdicts: [Admission.Verdict]) -> [Fingerprint] {
        verdicts.compactMap {
            if case .admitted(let key) = $0 { key.fingerprint } else { nil }
        }
    }

    private func refused(_ verdicts: [Admission.Verdict]) -> [String] {
        verdicts.compactMap { if case .refused(let key) = $0 { key.reason } else { nil } }
    }

    @Test func `binary and armored submissions give the same keys`() throws {
        let keys = SyntheticKey(1).packets + SyntheticKey(2).packets
        let armored = Armor.encode(keys, kind: .publicKeyBlock)
        let expected = [SyntheticKey(1), SyntheticKey(2)].map(\.key.fingerprint)
        #expect(admitted(verdicts(keys)) == expected)
        #expect(admitted(verdicts(armored)) == expected)
    }

    @Test func `a bad key between two good ones is refused alone, with its place`() throws {
        var bad: [UInt8] = []
        Packet(tag: .publicKey, body: [4, 0, 0]).encode(into: &bad)
        let good = (SyntheticKey(1).packets, SyntheticKey(2).packets)
        let verdicts = verdicts(good.0 + bad + good.1)
        #expect(
            admitted(verdicts) == [SyntheticKey(1), SyntheticKey(2)].map(\.key.fingerprint))
        let reasons = refused(verdicts)
        #expect(reasons.count == 1)
        #expect(reasons.first?.hasPrefix("octet \(good.0.count) of ") == true)
    }

    @Test func `a secret key is refused and says why`() throws {
        var secret: [UInt8] = []
        Packet(tag: .secretKey, body: SyntheticKey(1).primary.body + [0, 0, 0])
            .encode(into: &secret)
        let verdicts = verdicts(secret + SyntheticKey(2).packets)
        #expect(admitted(verdicts) == [SyntheticKey(2).key.fingerprint])
        #expect(refused(verdicts).first?.contains("secret key") == true)
    }

    @Test func `a bad block between two good ones is refused alone`() {
        let bad =
            "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n%%%%\n"
            + "-----END PGP PUBLIC KEY BLOCK-----\n"
        let text =
            Armor.encode(SyntheticKey(1).packets) + Array(bad.utf8)
            + Armor.encode(SyntheticKey(2).packets)
        let verdicts = verdicts(text)
        #expect(
            admitted(verdicts) == [SyntheticKey(1), SyntheticKey(2)].map(\.key.fingerprint))
        #expect(refused(verdicts).count == 1)
    }

    @Test func `what holds no key at all is refused with a reason`() {
        #expect(refused(verdicts([])) == ["nothing was submitted"])
        #expect(refused(verdicts(Array("hello".utf8))).count == 1)
    }

    @Test func `an armored message is refused`() throws {
        let message = Armor.encode(SyntheticKey(1).packets, kind: .message)
        let verdicts = verdicts(message)
        #expect(admitted(verdicts).isEmpty)
        #expect(refused(verdicts).count == 1)
    }

    @Test func `the received digest is of the key as it came, the others of its normal form`()
        throws
    {
        // The same certification twice under one user ID that comes twice: SKS unites them.
        let synthetic = SyntheticKey(3)
        let received = synthetic.with(identities: [synthetic.userID(0), synthetic.userID(0)])
        let verdicts = verdicts(received.encoded())
        guard case .admitted(let key)? = verdicts.first else {
            Issue.record("the key is refused")
            return
        }
        #expect(key.receivedDigest == received.sksDigest)
        #expect(key.digests[.sks] == synthetic.key.sksDigest)
        #expect(key.receivedDigest != key.digests[.sks])
    }

    @Test func `a version 6 key is admitted and belongs to no set of SKS`() throws {
        let body: [UInt8] =
            [6, 0x63, 0x87, 0x7F, 0xE3, 27, 0, 0, 0, 32]
            + [UInt8](repeating: 7, count: 32)
        let key = try TransferablePublicKey(primary: Packet(tag: .publicKey, body: body))
        guard case .admitted(let admitted)? = verdicts(key.encoded()).first else {
            Issue.record("the key is refused")
            return
        }
        #expect(admitted.digests[.sks] == nil)
    }

    private let client = Submission.Origin.client("192.0.2.1")

    @Test func `a key of which nothing is verified is refused to a client, and taken from a peer`()
        throws
    {
        var key = SyntheticKey(4).key
        key.identities[0].signatures = [SyntheticKey(4).signature(type: 0x13, "of another place")]
        let reasons = refused(verdicts(key.encoded(), origin: client))
        #expect(reasons.count == 1)
        #expect(reasons.first?.contains("no valid signature") == true)
        let taken = verdicts(key.encoded(), origin: .peer("peer"))
        guard case .admitted(let admitted)? = taken.first else {
            Issue.record("the key is refused")
            return
        }
        #expect(admitted.verified.isEmpty)
        #expect(admitted.digests[.claviger1] == nil)
        #expect(admitted.digests[.sks] == key.sksDigest)
        var bare = key
        bare.identities = []
        #expect(refused(verdicts(bare.encoded(), origin: client)).first?.contains("export") == true)
    }

    @Test func `an update without anything of its own is taken beside what is stored`() throws {
        let whole = SyntheticKey(5).key
        let stored = (stored: whole, verified: whole.form)
        var update = whole
        update.identities[0].signatures = []
        var budget = VerificationBudget.unlimited
        let received = try #require(Admission.read(keyring: update.encoded()).first?.received)
        let verdict = try Admission.admit(
            received, beside: stored, origin: client, budget: &budget)
        guard case .admitted(let admitted) = verdict else {
            Issue.record("the update is refused")
            return
        }
        #expect(admitted.reliesOnStoredCopy)
        #expect(admitted.verified.isEmpty)
        #expect(budget == .unlimited)
    }

    @Test func `the copy of another key with the same fingerprint is passed over`() throws {
        let whole = SyntheticKey(6).key
        let other = SyntheticKey(7).key
        var budget = VerificationBudget.unlimited
        let received = try #require(Admission.read(keyring: whole.encoded()).first?.received)
        let verdict = try Admission.admit(
            received, beside: (stored: other, verified: other.form), origin: client,
            budget: &budget)
        guard case .admitted(let admitted) = verdict else {
            Issue.record("the key is refused")
            return
        }
        #expect(!admitted.reliesOnStoredCopy)
        #expect(admitted.verified == whole.form)
    }

    @Test(arguments: [ArmoredBlock.Kind.signature, .publicKeyBlock])
    func `a revocation alone is read for its key, which takes it if it is its own`(
        kind: ArmoredBlock.Kind
    ) throws {
        let synthetic = SyntheticKey(8)
        var octets: [UInt8] = []
        synthetic.signature(type: 0x20, "revocation").encode(into: &octets)
        let armored = Armor.encode(octets, kind: kind)
        let readings = Admission.read(Submission(origin: client, bytes: armored))
        guard readings.count == 1, case .revocation(let revocation)? = readings.first else {
            Issue.record("\(readings)")
            return
        }
        #expect(revocation.issuerKeyID == synthetic.key.keyID)
        var budget = VerificationBudget.unlimited
        let key = synthetic.key
        let verdict = try Admission.admit(
            Admission.attach(revocation, to: key), beside: (stored: key, verified: key.form),
            origin: client, budget: &budget)
        guard case .admitted(let admitted) = verdict else {
            Issue.record("the revocation is refused")
            return
        }
        #expect(key.form.merged(with: admitted.verified).isHardRevoked)

        let other = SyntheticKey(9).key
        let foreign = try Admission.admit(
            Admission.attach(revocation, to: other),
            beside: (stored: other, verified: other.form), origin: client, budget: &budget)
        guard case .refused = foreign else {
            Issue.record("a foreign revocation is taken")
            return
        }
        #expect(refused(verdicts(octets)).first?.contains("not here") == true)
    }

    @Test func `a revocation before a key is read besides it, other signatures are refused`() {
        let synthetic = SyntheticKey(10)
        var octets: [UInt8] = []
        synthetic.signature(type: 0x20, "revocation").encode(into: &octets)
        let both = Admission.read(keyring: octets + synthetic.packets)
        #expect(both.count == 2)
        #expect(both.last?.received?.fingerprint == synthetic.key.fingerprint)
        octets = []
        synthetic.signature(type: 0x1F, "direct").encode(into: &octets)
        guard case .refused? = Admission.read(keyring: octets).first else {
            Issue.record("a direct-key signature alone is no submission")
            return
        }
    }
}
