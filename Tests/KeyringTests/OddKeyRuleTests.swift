import Keyring
import OpenPGP
import SigningKeys
import Testing

private let alice = "Alice <alice@example.org>"

/// What becomes of odd keys beyond their shape, by the numbers of OddKeys.md.
@Suite struct OddKeyRuleTests {
    // MARK: User IDs

    @Test func `9: a bare address is found by its words`() throws {
        let key = SigningKey(number: 9).certificate(userIDs: ["bare@example.org"])
        let words = try #require(Intake(key).one).form.terms.words
        #expect(words == ["bare", "example", "org"].map { Array($0.utf8) })
    }

    @Test func `10: control characters are kept in the octets and absent from the display`() throws
    {
        let userID = "Bell\u{7}\u{1B}[2J <bell@example.org>"
        let listing = try #require(
            Intake(SigningKey(number: 10).certificate(userIDs: [userID])).one?.listing)
        #expect(listing.userIDs.map(\.bytes) == [Array(userID.utf8)])
        #expect(listing.userIDs.map(\.display) == ["Bell[2J <bell@example.org>"])
    }

    @Test func `55: octets that are no UTF-8 are kept as they are`() throws {
        let key = SigningKey(number: 55)
        let userID = Array("J".utf8) + [0xFC] + Array("rgen <j@example.org>".utf8)
        let whole = TransferablePublicKey(
            primaryKey: key.publicKey,
            identities: [component(userID: userID, [key.selfCertification(userID)])])
        let listing = try #require(Intake(whole).one?.listing)
        #expect(listing.userIDs.map(\.bytes) == [userID])
        #expect(listing.userIDs.map(\.display) == ["J\u{FFFD}rgen <j@example.org>"])
        #expect(listing.userIDs.map(\.email) == ["j@example.org"])
    }

    @Test(arguments: [[], Array(repeating: 0x41, count: 2048)])
    func `59: user IDs of every allowed length are served`(userID: [UInt8]) throws {
        let key = SigningKey(number: 59)
        let whole = TransferablePublicKey(
            primaryKey: key.publicKey,
            identities: [component(userID: userID, [key.selfCertification(userID)])])
        let served = try Intake(whole).one?.served
        #expect(served?.identities.map(\.packet.body) == [userID])
    }

    @Test func `59: a user ID of 2049 octets is not served`() throws {
        let key = SigningKey(number: 59)
        let long = [UInt8](repeating: 0x41, count: 2049)
        var whole = key.certificate(userIDs: [alice])
        whole.identities.append(component(userID: long, [key.selfCertification(long)]))
        #expect(try Intake(whole).outlines == [Outline([alice: 1])])
    }

    // MARK: Damage

    @Test func `11: with wrong signatures and without them a key is served alike`() throws {
        let key = SigningKey(number: 11)
        let clean = key.certificate(
            userIDs: [alice, "Bob"], encrypting: [EncryptionKey.x25519(version: 4)])
        var damaged = clean
        for index in damaged.identities.indices {
            damaged.identities[index].signatures.append(
                key.forgedCertification("somebody \(index)"))
        }
        damaged.subkeys[0].signatures.append(key.binding(EncryptionKey.curve25519()))
        let (one, other) = (try Intake(clean).one, try Intake(damaged).one)
        #expect(one != nil)
        #expect(one?.form.packets == other?.form.packets)
        #expect(one?.verified.digest == other?.verified.digest)
    }

    @Test func `15: trust packets change no digest`() throws {
        let key = SigningKey(number: 15).certificate(userIDs: [alice])
        let trust = Packet(tag: .trust, body: [6, 0])
        let trusted = encoded(key.packets.flatMap { [$0, trust] })
        let (one, other) = (try Intake(key).one, try Intake(trusted).one)
        #expect(one != nil)
        #expect(one?.admitted.digests == other?.admitted.digests)
    }

    @Test func `7 and 16: from peers a key with nothing valid is kept, not served, not found`()
        throws
    {
        let key = SigningKey(number: 16)
        let bad = TransferablePublicKey(
            primaryKey: key.publicKey,
            identities: [component(userID: alice, [key.forgedCertification(alice)])])
        for whole in [bad, TransferablePublicKey(primaryKey: key.publicKey)] {
            let taken = try #require(Intake(whole, origin: .peer("sks")).one)
            #expect(taken.admitted.key == whole)
            #expect(taken.admitted.digests == [.sks: whole.sksDigest])
            #expect(taken.form.packets.isEmpty)
            #expect(taken.form.terms == .none)
        }
    }

    @Test func `17: with an octet behind its material a key has another fingerprint`() throws {
        let key = SigningKey(.rsa1024)
        let trailing = try PublicKey(body: key.publicKey.body + [0])
        #expect(trailing.fingerprint != key.fingerprint)
        #expect(trailing.hasTrailingOctets)
    }

    @Test func `27: a key whose algorithm is not verified is kept for peers with its digest`()
        throws
    {
        let key = TransferablePublicKey(
            primaryKey: PublicKey(
                version: 6, algorithm: .slhDSA128s, material: Array(repeating: 7, count: 32)),
            identities: [component(userID: alice, [])])
        let taken = try #require(Intake(key, origin: .load).one)
        #expect(taken.admitted.key == key)
        #expect(taken.verified.isEmpty)
        #expect(VerifiedKey.rules.contains("claviger-1"))
    }

    @Test func `30 and 41: any order and any repetition of the packets has one digest`() throws {
        let key = SigningKey(number: 30)
        var whole = key.certificate(
            userIDs: [alice, "Bob", "Carol"],
            encrypting: (0..<4).map { EncryptionKey.x25519(number: $0, version: 4) })
        for index in whole.identities.indices {
            let userID = String(decoding: whole.identities[index].packet.body, as: UTF8.self)
            whole.identities[index].signatures += (1...20).map {
                key.selfCertification(userID, at: 1_500_000_100 + UInt32($0))
            }
        }
        let expected = try #require(Intake(whole).one)
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<10 {
            var shuffled = whole
            shuffled.identities = (whole.identities + whole.identities).shuffled(using: &generator)
            shuffled.subkeys.shuffle(using: &generator)
            for index in shuffled.identities.indices {
                shuffled.identities[index].signatures.shuffle(using: &generator)
            }
            let taken = try #require(Intake(shuffled).one)
            #expect(taken.verified.digest == expected.verified.digest)
            #expect(taken.form.packets == expected.form.packets)
        }
    }

    @Test func `28: of many certifications the newest thirty-two are served`() throws {
        let key = SigningKey(number: 28)
        var whole = key.certificate(userIDs: [alice])
        whole.identities[0].signatures = (0..<40).map {
            key.selfCertification(alice, at: 1_500_000_100 + UInt32($0))
        }
        let served = try #require(Intake(whole).one?.served)
        let times = served.identities[0].signatures.compactMap {
            (try? Signature($0))?.creationTime
        }
        #expect(times.sorted() == (1_500_000_108...1_500_000_139).map { UInt32($0) })
    }

    @Test func `34: a creation time in the unhashed area alone is none`() throws {
        let key = SigningKey(number: 34)
        let recipe = SignatureRecipe(
            .positiveCertification, at: nil, unhashed: [.creationTime(1_500_000_000)])
        let whole = TransferablePublicKey(
            primaryKey: key.publicKey,
            identities: [
                component(
                    userID: alice, [key.sign(.userID(key.publicKey, alice), recipe)])
            ])
        #expect(try Intake(whole).outlines == [])
    }

    @Test func `24: the sample key of RFC 9580 is served whole`() throws {
        let submission = Array(rfc9580SampleKey.utf8)
        let taken = try #require(Intake(submission).one)
        #expect(taken.admitted.fingerprint.hex == rfc9580SampleFingerprint)
        #expect(try Intake(submission).outlines == [Outline(direct: 1, subkeys: [1])])
        #expect(taken.form.packets == (try Armor.decode(submission))[0].bytes)
    }

    // MARK: Subkeys

    @Test func `21: who adopts a foreign key for encryption is found by it beside its owner`()
        throws
    {
        let (key, victim) = (SigningKey(number: 21), SigningKey(number: 210))
        var whole = key.certificate(userIDs: [alice])
        whole.subkeys = [component(subkey: victim.publicKey, [key.binding(victim.publicKey)])]
        let terms = try #require(Intake(whole).one).form.terms
        #expect(terms.keyIDs == [key.keyID, victim.keyID].sorted())
        let rightful = try #require(Intake(victim.certificate()).one).form.terms
        #expect(rightful.keyIDs == [victim.keyID])
    }

    @Test func `22: old clients are given the version 4 part`() throws {
        let key = SigningKey(.rsa2048, number: 22)
        let old = EncryptionKey.elGamal()
        var whole = key.with(
            subkey: EncryptionKey.curve25519(version: 5), SignatureRecipe(.subkeyBinding))
        whole.subkeys.append(component(subkey: old, [key.binding(old)]))
        let form = try #require(Intake(whole).one).form
        let legacy = try TransferablePublicKey.decode(try #require(form.legacyPackets))
        #expect(legacy.subkeys.map(\.packet.body) == [old.body])
        #expect(legacy.identities.count == 1)
    }

    @Test(arguments: SigningKey.BackSignaturePlace.allCases)
    func `50: a subkey that signs is served when it confirms that it belongs to the key`(
        place: SigningKey.BackSignaturePlace
    ) throws {
        let (key, subkey) = (SigningKey(number: 50), SigningKey(number: 500))
        var whole = key.certificate(userIDs: [alice])
        whole.subkeys = [
            component(
                subkey: subkey.publicKey, [key.binding(signing: subkey, backSignature: place)])
        ]
        let served = try #require(Intake(whole).one?.served)
        #expect(served.subkeys.count == (place == .missing ? 0 : 1))
    }
}
