import Keyring
import OpenPGP
import SigningKeys
import TestSupport
import Testing

@Suite struct VerifiedKeyTests {
    private let signer = SigningKey(.ecdsaP256, number: 1)
    private let userID = "Alice <alice@example.org>"
    private let start = SignatureRecipe.usualCreationTime

    @Test(arguments: SigningAlgorithm.ordinary)
    func `of all variants of a signature one representative remains`(
        algorithm: SigningAlgorithm
    ) throws {
        let signer = SigningKey(algorithm, number: 2)
        let clean = signer.certificate(userIDs: [userID])
        var poisoned = clean
        let good = clean.identities[0].signatures[0]
        let variants = SignatureVariant.all(of: good, by: signer.publicKey)
        #expect(!variants.isEmpty)
        poisoned.identities[0].signatures += variants
        #expect(poisoned.form == clean.form)
        #expect(poisoned.form.digest == clean.form.digest)
        let served = ServedForm(stored: poisoned.asSets, verified: poisoned.form)
        #expect(
            served == ServedForm(stored: clean.asSets, verified: clean.form), "\(algorithm)")
    }

    @Test func `a variant counts without the signature that it was made of`() throws {
        let clean = signer.certificate(userIDs: [userID])
        let good = clean.identities[0].signatures[0]
        let mirrored = try #require(SignatureVariant.mirrored.of(good, by: signer.publicKey))
        var variant = clean
        variant.identities[0].signatures = [mirrored]
        #expect(variant.form == clean.form)
    }

    @Test func `junk changes neither form nor digest`() throws {
        var random = TestRandom()
        let clean = signer.certificate(
            userIDs: [userID], encrypting: [EncryptionKey.curve25519()])
        var dirty = clean
        let stranger = SigningKey(.ed25519, number: 3)
        dirty.directSignatures += [
            stranger.revocation(), stranger.directKeySignature(),
            Packet(tag: .signature, body: random.octets(60)),
        ]
        dirty.identities[0].signatures += [
            stranger.certification(of: userID, on: signer.publicKey),
            signer.selfCertification("Somebody else"),
            signer.binding(EncryptionKey.curve25519()),
        ]
        dirty.identities.append(component(userID: "Unbound", []))
        dirty.identities.append(
            component(userID: "Foreign", [stranger.selfCertification("Foreign")]))
        dirty.identities.append(
            TransferablePublicKey.Component(
                packet: Packet(tag: .userAttribute, body: [2, 1, 0]),
                signatures: [
                    signer.sign(
                        .userAttribute(signer.publicKey, [2, 1, 0]),
                        SignatureRecipe(.positiveCertification))
                ]))
        dirty.subkeys.append(component(subkey: EncryptionKey.curve25519(number: 9), []))
        dirty.subkeys[0].signatures +=
            JunkSelfSignatures(
                by: signer, on: .subkey(signer.publicKey, EncryptionKey.curve25519()),
                type: .subkeyBinding, octets: 2000
            ).signatures
        #expect(dirty.form == clean.form)
    }

    @Test func `user IDs with NUL or longer than their cap do not count`() {
        let names: [[UInt8]] = [
            Array(repeating: 0x61, count: 2048), Array(repeating: 0x61, count: 2049),
            Array("A\u{0}B".utf8), [],
        ]
        var key = signer.certificate(userIDs: [])
        key.identities = names.map { component(userID: $0, [signer.selfCertification($0)]) }
        #expect(key.form.key.identities.map(\.packet.body) == [[], names[0]])
    }

    @Test func `of user IDs and subkeys the least count, up to their caps`() {
        let signer = SigningKey(.ed25519, number: 4)
        let names = (0..<260).map { "User \(1000 + $0)" }
        let many = signer.certificate(
            userIDs: names,
            encrypting: (0..<260).map { EncryptionKey.curve25519(number: $0) })
        let form = many.form
        #expect(form.key.identities.count == 256)
        #expect(
            form.key.identities.map { String(decoding: $0.packet.body, as: UTF8.self) }
                == Array(names.prefix(256)))
        #expect(form.key.subkeys.count == 256)
        #expect(form.key.form == form)
    }

    @Test func `of each class the newest thirty-two count, and the oldest hard revocation`() {
        var key = signer.certificate(userIDs: [userID])
        let certifications = (0..<40).map { signer.selfCertification(userID, at: start + $0) }
        let revocations = (0..<40).map { signer.userIDRevocation(userID, at: start + $0) }
        let hard = (0..<3).map {
            signer.userIDRevocation(userID, reason: nil, at: start - 100 + $0)
        }
        let approvals = (0..<40).map {
            signer.approval(of: [], userID: userID, at: start + $0)
        }
        key.identities[0].signatures = certifications + revocations + hard + approvals
        let kept = key.form.key.identities[0].signatures.compactMap { try? Signature($0) }
        func times(_ type: SignatureType) -> [UInt32] {
            kept.filter { $0.type == type }.compactMap(\.creationTime).sorted()
        }
        let newest = (8..<40).map { start + $0 }
        #expect(times(.positiveCertification) == newest)
        #expect(times(.certificationRevocation) == [start - 100] + newest)
        #expect(times(.attestation) == newest)
    }

    @Test func `a hard revocation leaves nothing but the oldest of its kind`() throws {
        var key = signer.certificate(userIDs: [userID], encrypting: [EncryptionKey.curve25519()])
        let soft = signer.revocation(reason: RevocationReason.superseded, at: start)
        key.directSignatures = [soft]
        #expect(!key.form.isHardRevoked)
        #expect(key.form.key.identities.count == 1)
        let hard = [3, 1, 2].map { signer.revocation(reason: nil, at: start + $0) }
        key.directSignatures += hard
        let form = key.form
        #expect(form.isHardRevoked)
        #expect(form.key.packetCount == 2)
        let left = try Signature(#require(form.key.directSignatures.first))
        #expect(left.creationTime == start + 1)
        let served = ServedForm(
            stored: key.asSets, verified: form, policy: ServingPolicy(thirdParty: .all))
        #expect(served.packets == form.key.encoded())
        #expect(served.terms == SearchTerms(keyIDs: [signer.keyID], words: []))
    }

    @Test func `a user ID with nothing but an approval counts, unserved`() throws {
        var key = signer.certificate(userIDs: [userID])
        let certification = key.identities[0].signatures
        key.identities[0].signatures = [signer.approval(of: [], userID: userID)]
        #expect(!key.form.isEmpty)
        #expect(!key.form.isServable)
        key.directSignatures = [signer.directKeySignature()]
        let served = ServedForm(stored: key.asSets, verified: key.form)
        #expect(try TransferablePublicKey.decode(served.packets).identities.isEmpty)
        #expect(served.terms.words.isEmpty)
        var whole = key
        whole.identities[0].signatures += certification
        #expect(whole.form.key.identities[0].signatures.count == 2)
    }

    @Test func `a revocation binds what it revokes`() {
        var key = signer.certificate(userIDs: [userID], encrypting: [EncryptionKey.curve25519()])
        key.identities[0].signatures = [signer.userIDRevocation(userID)]
        key.subkeys[0].signatures = [signer.subkeyRevocation(EncryptionKey.curve25519())]
        #expect(key.form.key.identities.count == 1)
        #expect(key.form.key.subkeys.count == 1)
    }

    @Test func `parts of a version 6 key count before its direct-key signature, unserved`() {
        let signer = SigningKey(.ed25519, number: 8, version: 6)
        let whole = signer.certificate(userIDs: [userID])
        var part = whole
        part.directSignatures = []
        #expect(!part.form.isEmpty)
        #expect(!part.form.isServable)
        #expect(ServedForm(stored: part.asSets, verified: part.form).packets.isEmpty)
        #expect(whole.form.isServable)
        #expect(part.form.merged(with: whole.form) == whole.form)
    }

    @Test func `the rules are named with their capabilities`() {
        #expect(VerifiedKey.rules.hasPrefix("claviger-1 "))
        #expect(VerifiedKey.rules.contains(SignatureVerifier.capabilities))
        #expect(VerifiedKey.rulesDigest.count == 16)
    }
}
