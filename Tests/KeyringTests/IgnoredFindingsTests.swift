import Keyring
import OpenPGP
import SigningKeys
import Testing

@Suite struct IgnoredFindingsTests {
    @Test func `what does not count is named by reason, in one line`() throws {
        let owner = SigningKey(.ed25519, number: 41)
        let friend = SigningKey(.ed25519, number: 42)
        var key = owner.certificate(userIDs: ["A"])
        key.identities[0].signatures += [
            owner.selfCertification("B"), owner.selfCertification("C"),
            friend.certification(of: "A", on: owner.publicKey),
            owner.selfCertification("A", hashed: [.exportable(false)]),
        ]
        key.identities.append(component(userID: "Unbound", []))
        key.identities.append(
            TransferablePublicKey.Component(
                packet: Packet(tag: .userAttribute, body: [2, 1, 0])))
        var budget = VerificationBudget.unlimited
        let received = try #require(Admission.read(keyring: key.encoded()).first?.received)
        let verdict = try Admission.admit(
            received, beside: nil, origin: .load, budget: &budget)
        guard case .admitted(let admitted) = verdict else {
            Issue.record("the key is refused")
            return
        }
        #expect(
            admitted.ignored.description
                == "2 signatures do not verify, 1 signature is malformed or not allowed, "
                + "1 signature by other keys, 1 user ID is not bound, 1 user attribute")
    }

    @Test func `nothing ignored is nothing said`() {
        #expect(IgnoredFindings().isEmpty)
        #expect(IgnoredFindings().description.isEmpty)
    }
}

extension Admission.Reading {
    var received: ReceivedKey? { if case .key(let key) = self { key } else { nil } }
}
