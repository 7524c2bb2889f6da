import Keyring
import OpenPGP
import SigningKeys
import Testing

@Suite struct ServedFormTests {
    private let owner = SigningKey(.ed25519, number: 31)
    private let friend = SigningKey(.ed25519, number: 32)
    private let userID = "Alice <alice@example.org>"

    private func served(
        _ key: TransferablePublicKey, _ policy: ServingPolicy.ThirdParty = .approved,
        redacted: Set<[UInt8]> = []
    ) throws -> TransferablePublicKey {
        let form = ServedForm(
            stored: key.asSets, verified: key.form, policy: ServingPolicy(thirdParty: policy),
            redacted: redacted)
        return try TransferablePublicKey.decode(form.packets)
    }

    private func certified() -> (key: TransferablePublicKey, certification: Packet) {
        var key = owner.certificate(userIDs: [userID])
        let certification = friend.certification(of: userID, on: owner.publicKey)
        key.identities[0].signatures.append(certification)
        return (key, certification)
    }

    @Test func `certifications by others are served as policy says`() throws {
        var (key, certification) = certified()
        #expect(try served(key, .none).identities[0].signatures.count == 1)
        #expect(try served(key, .approved).identities[0].signatures.count == 1)
        #expect(try served(key, .all).identities[0].signatures.contains(certification))
        let approval = owner.approval(of: [certification], userID: userID)
        key.identities[0].signatures.append(approval)
        #expect(try served(key, .approved).identities[0].signatures.contains(certification))
        #expect(try !served(key, .none).identities[0].signatures.contains(certification))
    }

    @Test func `of variants of an approved certification one is served, with right issuers`()
        throws
    {
        var (key, certification) = certified()
        key.identities[0].signatures.append(
            owner.approval(of: [certification], userID: userID))
        let clean = try served(key)
        key.identities[0].signatures += [
            SignatureVariant.wrongIssuer, .withoutIssuer, .unhashedRubbish, .longFraming,
        ].compactMap { $0.of(certification, by: friend.publicKey) }
        #expect(try served(key) == clean)
    }

    @Test(arguments: ServingPolicy.ThirdParty.allCases)
    func `a variant of the owner's signature that names another issuer is never served`(
        policy: ServingPolicy.ThirdParty
    ) throws {
        // Without a hashed issuer the unhashed one decides whose signature it seems to be.
        let good = owner.sign(
            .userID(owner.publicKey, userID),
            SignatureRecipe(.positiveCertification, issuer: .unhashedKeyID))
        let poison = try #require(SignatureVariant.wrongIssuer.of(good, by: owner.publicKey))
        var key = owner.certificate(userIDs: [userID])
        key.identities[0].signatures = [good, poison]
        #expect(try served(key, policy).identities[0].signatures == [good])
    }

    @Test func `under policy all there is a cap, and implausible ones are left out`() throws {
        let flood = FloodedKey(signatures: 2000)
        #expect(try served(flood.key, .all).identities[0].signatures.count == 1 + 512)
        let (key, _) = certified()
        var wrong = key
        let other = friend.certification(of: "Bob", on: owner.publicKey)
        wrong.identities[0].signatures = key.identities[0].signatures + [other]
        #expect(try served(wrong, .all).identities[0].signatures.count == 2)
    }

    @Test func `signatures in wrong places are served in the right ones and do not count`() throws {
        let subkey = EncryptionKey.curve25519()
        let clean = owner.certificate(userIDs: ["A", "B"], encrypting: [subkey])
        var mangled = clean
        let certification = owner.selfCertification("B", at: 5)
        let binding = owner.binding(subkey, at: 6)
        let direct = owner.directKeySignature(at: 7)
        mangled.directSignatures.append(certification)
        mangled.identities[0].signatures += [certification, binding, direct]
        #expect(mangled.form == clean.form)
        var expected = clean
        expected.directSignatures.append(direct)
        expected.identities[1].signatures.append(certification)
        expected.subkeys[0].signatures.append(binding)
        #expect(try served(mangled) == expected.form.key)
        #expect(expected.form != clean.form)
    }

    @Test func `a user ID whose only signature stands elsewhere is served`() throws {
        var key = owner.certificate(userIDs: ["A", "B"])
        key.identities[0].signatures += key.identities[1].signatures
        key.identities[1].signatures = []
        #expect(key.form.key.identities.count == 1)
        #expect(try served(key).identities.count == 2)
    }

    @Test func `the search for places ends in a flood of misplaced signatures`() throws {
        var key = owner.certificate(userIDs: (0..<50).map { "User \($0)" })
        let elsewhere = owner.certificate(userIDs: ["Elsewhere"]).identities[0].signatures[0]
        key.directSignatures = (0..<3000).map { number in
            withUnhashedArea(
                [.octets(101, [UInt8(number & 0xFF), UInt8(number >> 8)])], of: elsewhere)
        }
        #expect(try served(key) == key.form.key)
    }

    @Test func `redacted user IDs are neither served nor found`() throws {
        let key = owner.certificate(userIDs: ["Alice <alice@example.org>", "Secret"])
        let redacted: Set = [MessageDigest.sha256(Array("Secret".utf8))]
        let form = ServedForm(stored: key.asSets, verified: key.form, redacted: redacted)
        let served = try TransferablePublicKey.decode(form.packets)
        #expect(served.identities.map(\.packet.body) == [Array("Alice <alice@example.org>".utf8)])
        #expect(!form.terms.words.contains(Array("secret".utf8)))
        #expect(form.terms.words.contains(Array("alice".utf8)))
    }

    @Test func `old clients are not given components of versions 5 and 6`() throws {
        let late = EncryptionKey.x25519(number: 3, version: 5)
        let early = EncryptionKey.curve25519()
        let key = owner.certificate(userIDs: [userID], encrypting: [early, late])
        let form = ServedForm(stored: key.asSets, verified: key.form)
        #expect(try TransferablePublicKey.decode(form.packets).subkeys.count == 2)
        let legacy = try TransferablePublicKey.decode(#require(form.legacyPackets))
        #expect(legacy.subkeys.map(\.packet.body) == [early.body])
        #expect(legacy.identities.count == 1)
        let plain = owner.certificate(userIDs: [userID], encrypting: [early])
        #expect(ServedForm(stored: plain.asSets, verified: plain.form).legacyPackets == nil)
    }

    @Test func `a key is found under what is bound and nothing else`() {
        var key = owner.certificate(
            userIDs: [userID], encrypting: [EncryptionKey.curve25519(number: 1)])
        let stolen = EncryptionKey.curve25519(number: 2)
        key.subkeys.append(component(subkey: stolen, []))
        key.identities.append(component(userID: "Mallory", []))
        let terms = ServedForm(stored: key.asSets, verified: key.form).terms
        #expect(
            Set(terms.keyIDs) == [owner.keyID, EncryptionKey.curve25519(number: 1).keyID])
        #expect(!terms.words.contains(Array("mallory".utf8)))
    }

    @Test func `serving a served key changes nothing`() throws {
        var (key, certification) = certified()
        key.identities[0].signatures += [
            owner.approval(of: [certification], userID: userID), owner.selfCertification("B"),
        ]
        let once = try served(key)
        #expect(try served(once) == once)
    }
}
