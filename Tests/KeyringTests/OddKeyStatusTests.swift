import Keyring
import OpenPGP
import SigningKeys
import Testing

private let alice = "Alice <alice@example.org>"

/// Revocations, expirations and others' certifications of odd keys, by the numbers of OddKeys.md.
@Suite struct OddKeyStatusTests {
    // MARK: Revocations

    /// What happens to a key, in order.
    struct History: Sendable, CustomStringConvertible {
        enum Step: String {
            case certified
            case softlyRevoked
            case hardRevoked
        }

        let steps: [Step]
        let isRevoked: Bool
        let isReduced: Bool

        init(_ steps: [Step], isRevoked: Bool, isReduced: Bool = false) {
            (self.steps, self.isRevoked, self.isReduced) = (steps, isRevoked, isReduced)
        }

        var description: String { steps.map(\.rawValue).joined(separator: ", ") }

        static let all = [
            History([.certified], isRevoked: false),
            History([.certified, .softlyRevoked], isRevoked: true),
            History([.certified, .softlyRevoked, .certified], isRevoked: false),
            History([.certified, .softlyRevoked, .certified, .softlyRevoked], isRevoked: true),
            History([.certified, .hardRevoked], isRevoked: true, isReduced: true),
            History([.certified, .hardRevoked, .certified], isRevoked: true, isReduced: true),
            History(
                [.certified, .softlyRevoked, .certified, .hardRevoked, .certified],
                isRevoked: true, isReduced: true),
        ]
    }

    @Test(arguments: History.all)
    func `49: a soft revocation can be taken back, a hard one cannot`(history: History) throws {
        let key = SigningKey(number: 49)
        var whole = TransferablePublicKey(
            primaryKey: key.publicKey, identities: [component(userID: alice, [])])
        for (index, step) in history.steps.enumerated() {
            let time = 1_500_000_100 + UInt32(index)
            switch step {
            case .certified:
                whole.identities[0].signatures.append(key.selfCertification(alice, at: time))
            case .softlyRevoked:
                whole.directSignatures.append(
                    key.revocation(reason: RevocationReason.superseded, at: time))
            case .hardRevoked:
                whole.directSignatures.append(
                    key.revocation(reason: RevocationReason.compromised, at: time))
            }
        }
        let taken = try #require(Intake(whole).one)
        let listing = try #require(taken.listing)
        #expect(listing.isRevoked == history.isRevoked)
        #expect(taken.verified.isHardRevoked == history.isReduced)
        #expect(listing.userIDs.isEmpty == history.isReduced)
    }

    @Test(
        arguments: [
            (nil, true), (0, true), (1, false), (2, true), (3, false), (32, false), (200, false),
        ] as [(UInt8?, Bool)])
    func `49: without reason, unspecific, and compromised are hard, all others soft`(
        reason: UInt8?, isHard: Bool
    ) throws {
        let key = SigningKey(number: 490)
        var whole = key.certificate(userIDs: [alice])
        whole.directSignatures = [key.revocation(reason: reason)]
        let taken = try #require(Intake(whole).one)
        #expect(taken.verified.isHardRevoked == isHard)
        #expect(taken.listing?.isRevoked == true)
    }

    @Test func `53: a revocation alone joins the stored key and reduces it`() throws {
        let key = SigningKey(number: 53)
        let stored = try #require(Intake(key.certificate(userIDs: [alice])).one)
        let submission = Submission(
            origin: .client("192.0.2.1"),
            bytes: Armor.encode(encoded([key.revocation()]), kind: .publicKeyBlock))
        guard case .revocation(let revocation)? = Admission.read(submission).first else {
            Issue.record("no lone revocation is read")
            return
        }
        #expect(revocation.issuerFingerprint == key.fingerprint)
        var budget = VerificationBudget.request
        let verdict = try Admission.admit(
            Admission.attach(revocation, to: stored.admitted.key),
            beside: (stored.admitted.key, stored.verified), origin: submission.origin,
            budget: &budget)
        guard case .admitted(let update) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        let merged = stored.verified.merged(with: update.verified)
        #expect(Outline(merged.key) == Outline(direct: 1))
    }

    @Test func `53: a revocation alone is refused where its key is not, or it is not its own`()
        throws
    {
        let key = SigningKey(number: 53)
        let armored = Armor.encode(encoded([key.revocation()]), kind: .publicKeyBlock)
        let refusals = try Intake(armored).refusals
        #expect(refusals.count == 1)
        #expect(refusals.allSatisfy { $0.contains("key is not here") })

        let stored = try #require(Intake(key.certificate(userIDs: [alice])).one)
        let forged = key.forge(
            .primaryKey(key.publicKey), SignatureRecipe(.keyRevocation),
            material: key.rawSign(digest: [UInt8](repeating: 3, count: 32), hash: .sha256))
        guard
            case .revocation(let revocation)? = Admission.read(
                Submission(origin: .client("192.0.2.1"), bytes: encoded([forged]))
            ).first
        else {
            Issue.record("no lone revocation is read")
            return
        }
        var budget = VerificationBudget.request
        let verdict = try Admission.admit(
            Admission.attach(revocation, to: stored.admitted.key),
            beside: (stored.admitted.key, stored.verified), origin: .client("192.0.2.1"),
            budget: &budget)
        guard case .refused(let refused) = verdict else {
            Issue.record("a forged revocation is admitted")
            return
        }
        #expect(refused.reason.contains("not by the key"))
    }

    @Test func `54: what this node does not give out is neither served nor found`() throws {
        let key = SigningKey(number: 54).certificate(userIDs: [alice, "Bob <bob@example.net>"])
        let taken = try #require(Intake(key).one)
        let form = ServedForm(
            stored: taken.admitted.key, verified: taken.verified,
            redacted: [digest(Array(alice.utf8), .sha256)])
        let served = try TransferablePublicKey.decode(form.packets)
        #expect(Outline(served) == Outline(["Bob <bob@example.net>": 1]))
        #expect(!form.terms.words.contains(Array("alice".utf8)))
        #expect(form.terms.words.contains(Array("bob".utf8)))
    }

    // MARK: Listings

    @Test func `50: the newest direct-key signature says when the key expires`() throws {
        let key = SigningKey(number: 50)
        var whole = key.certificate(userIDs: [alice])
        whole.directSignatures = [
            key.directKeySignature(at: 1_500_000_200, hashed: [.keyExpirationTime(1000)]),
            key.directKeySignature(at: 1_500_000_300, hashed: [.keyExpirationTime(5000)]),
        ]
        let listing = try #require(Intake(whole).one?.listing)
        #expect(listing.expirationTime == SigningKey.usualCreationTime + 5000)
    }

    @Test func `50: an update without user IDs counts where the key is known, and alone if bound`()
        throws
    {
        let key = SigningKey(number: 500)
        let update = TransferablePublicKey(
            primaryKey: key.publicKey,
            subkeys: [
                component(
                    subkey: EncryptionKey.curve25519(),
                    [key.binding(EncryptionKey.curve25519())])
            ])
        #expect(try Intake(update).outlines == [Outline(subkeys: [1])])
        let bare = TransferablePublicKey(
            primaryKey: key.publicKey,
            subkeys: [component(subkey: EncryptionKey.curve25519(), [])])
        #expect(try Intake(bare).outlines == [])
    }

    @Test func `56: expired certifications are served, with their time`() throws {
        let key = SigningKey(number: 56)
        let whole = TransferablePublicKey(
            primaryKey: key.publicKey,
            identities: [
                component(
                    userID: alice, [key.selfCertification(alice, hashed: [.expirationTime(60)])])
            ])
        let listing = try #require(Intake(whole).one?.listing)
        #expect(
            listing.userIDs.map(\.expirationTime) == [SignatureRecipe.usualCreationTime + 60])
    }

    // MARK: Certifications by others

    @Test(arguments: ServingPolicy.ThirdParty.allCases)
    func `46: of others' certifications those are served that policy allows`(
        policy: ServingPolicy.ThirdParty
    ) throws {
        let key = SigningKey(number: 46)
        let friends = (0..<4).map { SigningKey(number: 460 + $0) }
        let certifications = friends.map { $0.certification(of: alice, on: key.publicKey) }
        var whole = key.certificate(userIDs: [alice])
        whole.identities[0].signatures += certifications
        whole.identities[0].signatures += [
            key.approval(of: Array(certifications[..<3]), userID: alice, at: 1_500_000_200),
            key.approval(of: Array(certifications[1..<3]), userID: alice, at: 1_500_000_300),
        ]
        let taken = try #require(Intake(whole, policy: ServingPolicy(thirdParty: policy)).one)
        let served = try #require(taken.served).identities[0].signatures
        let issuers = Set(served.compactMap { (try? Signature($0))?.issuerFingerprint })
        let expected: ArraySlice<SigningKey> =
            switch policy {
            case .none: []
            case .approved: friends[1..<3]
            case .all: friends[...]
            }
        #expect(issuers == Set([key.fingerprint] + expected.map(\.fingerprint)))
    }

    @Test func `46: an empty approval withdraws all, equal times approve what either lists`() throws
    {
        let key = SigningKey(number: 46)
        let friends = (0..<2).map { SigningKey(number: 460 + $0) }
        let certifications = friends.map { $0.certification(of: alice, on: key.publicKey) }
        func served(_ approvals: [Packet]) throws -> Int {
            var whole = key.certificate(userIDs: [alice])
            whole.identities[0].signatures += certifications + approvals
            let signatures = try #require(Intake(whole).one?.served).identities[0].signatures
            return signatures.filter {
                (try? Signature($0))?.issuerFingerprint != key.fingerprint
            }.count
        }
        let both = certifications.map { key.approval(of: [$0], userID: alice, at: 1_500_000_200) }
        #expect(try served(both) == 2)
        #expect(
            try served(both + [key.approval(of: [], userID: alice, at: 1_500_000_300)]) == 0)
    }

    @Test(arguments: ServingPolicy.ThirdParty.allCases)
    func `47: what its maker does not want published is not`(
        policy: ServingPolicy.ThirdParty
    ) throws {
        let (key, friend) = (SigningKey(number: 47), SigningKey(number: 470))
        let local = friend.certification(
            of: alice, on: key.publicKey, hashed: [.exportable(false)])
        var whole = key.certificate(userIDs: [alice])
        whole.identities[0].signatures += [local, key.approval(of: [local], userID: alice)]
        let served = try #require(
            Intake(whole, policy: ServingPolicy(thirdParty: policy)).one?.served)
        #expect(served.identities[0].signatures.count == 2)
    }

    @Test func `9: an unannounced digest is not plausible`() throws {
        let (key, friend) = (SigningKey(number: 9), SigningKey(number: 90))
        var whole = key.certificate(userIDs: [alice])
        whole.identities[0].signatures += [
            friend.certification(of: "somebody else", on: key.publicKey),
            friend.certification(of: alice, on: key.publicKey),
        ]
        let served = try #require(
            Intake(whole, policy: ServingPolicy(thirdParty: .all)).one?.served)
        #expect(served.identities[0].signatures.count == 2)
    }
}
