import Keyring
import OpenPGP
import SyntheticKeys
import Testing

@Suite struct AdmissionTests {
    private func submission(_ bytes: [UInt8]) -> Submission {
        Submission(origin: .load, bytes: bytes)
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
        #expect(admitted(Admission.read(submission(keys))) == expected)
        #expect(admitted(Admission.read(submission(armored))) == expected)
    }

    @Test func `a bad key between two good ones is refused alone, with its place`() throws {
        var bad: [UInt8] = []
        Packet(tag: .publicKey, body: [4, 0, 0]).encode(into: &bad)
        let good = (SyntheticKey(1).packets, SyntheticKey(2).packets)
        let verdicts = Admission.read(submission(good.0 + bad + good.1))
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
        let verdicts = Admission.read(submission(secret + SyntheticKey(2).packets))
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
        let verdicts = Admission.read(submission(text))
        #expect(
            admitted(verdicts) == [SyntheticKey(1), SyntheticKey(2)].map(\.key.fingerprint))
        #expect(refused(verdicts).count == 1)
    }

    @Test func `what holds no key at all is refused with a reason`() {
        #expect(refused(Admission.read(submission([]))) == ["nothing was submitted"])
        #expect(refused(Admission.read(submission(Array("hello".utf8)))).count == 1)
    }

    @Test func `an armored message is refused`() throws {
        let message = Armor.encode(SyntheticKey(1).packets, kind: .message)
        let verdicts = Admission.read(submission(message))
        #expect(admitted(verdicts).isEmpty)
        #expect(refused(verdicts).count == 1)
    }

    @Test func `the received digest is of the key as it came, the others of its normal form`()
        throws
    {
        // The same certification twice under one user ID that comes twice: SKS unites them.
        let synthetic = SyntheticKey(3)
        let received = synthetic.with(identities: [synthetic.userID(0), synthetic.userID(0)])
        let verdicts = Admission.read(keyring: received.encoded())
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
        guard case .admitted(let admitted)? = Admission.read(keyring: key.encoded()).first else {
            Issue.record("the key is refused")
            return
        }
        #expect(admitted.digests[.sks] == nil)
    }
}
