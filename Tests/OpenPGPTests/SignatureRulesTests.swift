import SigningKeys
import Testing

@testable import OpenPGP

@Suite struct SignatureRulesTests {
    private let key = SigningKey(.ed25519)
    private let subkey = SigningKey(.ed25519, number: 1)
    private static let userID = Array("Alice <alice@example.org>".utf8)

    private func defect(
        _ packet: Packet, on subject: SignatureSubject = .userID(userID),
        by issuer: PublicKey? = nil
    ) throws -> SignatureDefect? {
        var cost = 0
        let verdict = SignatureVerifier(issuer ?? key.publicKey).verify(
            try Signature(packet), on: subject, cost: &cost)
        if case .refused(let defect) = verdict {
            #expect(!defect.description.isEmpty)
            return defect
        }
        return nil
    }

    private func certification(
        _ recipe: SignatureRecipe, by signer: SigningKey? = nil
    ) -> Packet {
        let signer = signer ?? key
        return signer.sign(.userID(signer.publicKey, Self.userID), recipe)
    }

    @Test func `each type stands at its place alone`() throws {
        let places: [(SignedContent, SignatureSubject, Set<UInt8>)] = [
            (.primaryKey(key.publicKey), .primaryKey, [0x1F, 0x20]),
            (
                .userID(key.publicKey, Self.userID), .userID(Self.userID),
                [0x10, 0x11, 0x12, 0x13, 0x16, 0x30]
            ),
            (
                .userAttribute(key.publicKey, [2, 1, 0]), .userAttribute([2, 1, 0]),
                [0x10, 0x11, 0x12, 0x13, 0x16, 0x30]
            ),
            (.subkey(key.publicKey, subkey.publicKey), .subkey(subkey.publicKey), [0x18, 0x28]),
        ]
        for (content, subject, allowed) in places {
            for code in UInt8.min...UInt8.max {
                let type = SignatureType(rawValue: code)
                let found = try defect(key.sign(content, SignatureRecipe(type)), on: subject)
                #expect(found == (allowed.contains(code) ? nil : .misplaced(type)))
            }
        }
    }

    @Test func `what the hashed area must hold or must not is looked at`() throws {
        func certified(_ hashed: [Subpacket], at time: UInt32? = 1) throws -> SignatureDefect? {
            try defect(
                certification(SignatureRecipe(.positiveCertification, at: time, hashed: hashed)))
        }
        #expect(try certified([]) == nil)
        #expect(try certified([], at: nil) == .noCreationTime)
        #expect(try certified([.exportable(true)]) == nil)
        #expect(try certified([.exportable(false)]) == .notExportable)
        #expect(try certified([.revocationKey(subkey.publicKey)]) == nil)
        #expect(
            try certified([.revocationKey(subkey.publicKey, isSensitive: true)])
                == .sensitiveRevoker)
        #expect(try certified([.octets(101, [1])]) == nil)
        #expect(
            try certified([.octets(101, [1], isCritical: true)])
                == .unknownCriticalSubpacket(SubpacketType(rawValue: 101)))
        #expect(try certified([.octets(20, [1], isCritical: true)]) == nil)
        let many = [Subpacket](repeating: .octets(101, []), count: 127)
        #expect(try certified(many) == .tooManySubpackets)
        #expect(try certified(Array(many.dropLast())) == nil)
        let long = Subpacket.octets(101, [UInt8](repeating: 0, count: 33_000))
        let packet = certification(SignatureRecipe(.positiveCertification, hashed: [long]))
        #expect(try defect(packet) == .tooLong(length: packet.body.count))
    }

    @Test func `nothing of this counts in the unhashed area`() throws {
        let packet = certification(
            SignatureRecipe(
                .positiveCertification,
                unhashed: [
                    .exportable(false), .octets(101, [1], isCritical: true),
                    .revocationKey(subkey.publicKey, isSensitive: true),
                ]))
        #expect(try defect(packet) == nil)
    }

    @Test func `a signature is the primary key's by what it says, signed before unsigned`() throws {
        let stranger = KeyID(rawValue: 1)
        let other = subkey.publicKey
        let six = SigningKey(.ed25519, version: 6)
        func isOwn(
            _ hashed: [Subpacket], _ unhashed: [Subpacket], by signer: SigningKey
        ) throws -> Bool {
            let packet = certification(
                SignatureRecipe(
                    .positiveCertification, issuer: [], hashed: hashed, unhashed: unhashed),
                by: signer)
            let signature = try Signature(packet)
            let found = try defect(packet, by: signer.publicKey)
            #expect(found == nil || found == .foreignIssuer)
            #expect(signature.mayBeIssued(by: signer.publicKey) == (found == nil))
            return found == nil
        }
        let (ownID, ownPrint) = (
            Subpacket.issuerKeyID(key.keyID), Subpacket.issuerFingerprint(key.publicKey)
        )
        #expect(try isOwn([], [], by: key))
        #expect(try isOwn([ownID], [.issuerKeyID(stranger)], by: key))
        #expect(try isOwn([ownPrint], [.issuerFingerprint(other)], by: key))
        #expect(try isOwn([], [ownID, .issuerKeyID(stranger)], by: key))
        #expect(try !isOwn([], [.issuerKeyID(stranger)], by: key))
        #expect(try !isOwn([], [.issuerFingerprint(other)], by: key))
        #expect(try !isOwn([.issuerKeyID(stranger)], [ownID], by: key))
        #expect(try !isOwn([ownID, .issuerFingerprint(other)], [], by: key))
        #expect(try !isOwn([.octets(33, [5] + key.fingerprint.bytes)], [], by: key))
        #expect(try isOwn([.issuerFingerprint(six.publicKey)], [], by: six))
        #expect(try isOwn([], [], by: six))
        #expect(try !isOwn([.issuerKeyID(six.keyID)], [], by: six))
    }

    @Test func `keys make signatures of their versions and bind subkeys of theirs`() throws {
        let keys = [
            3: SigningKey(.rsa1024, version: 3), 4: SigningKey(.rsa1024),
            5: SigningKey(.rsa1024, version: 5), 6: SigningKey(.rsa1024, version: 6),
        ]
        let allowed: [Int: Set<UInt8>] = [3: [3, 4], 4: [3, 4], 5: [4, 5], 6: [6]]
        for (keyVersion, signer) in keys {
            for version in UInt8(3)...6 {
                let found = try defect(
                    certification(
                        SignatureRecipe(
                            .positiveCertification, version: version, hash: .sha256, issuer: []),
                        by: signer), by: signer.publicKey)
                let isAllowed = allowed[keyVersion]?.contains(version) == true
                #expect(
                    found
                        == (isAllowed
                            ? nil : .version(version, keyVersion: UInt8(keyVersion))))
            }
            for subkeyVersion in UInt8(3)...6 {
                let subkey = SigningKey(.rsa1024, number: 1, version: subkeyVersion).publicKey
                let found = try defect(
                    signer.sign(
                        .subkey(signer.publicKey, subkey),
                        SignatureRecipe(
                            .subkeyBinding, version: UInt8(keyVersion), hash: .sha256, issuer: [],
                            hashed: [.keyFlags(.encryptStorage)])),
                    on: .subkey(subkey), by: signer.publicKey)
                let pairs: [Int: Set<UInt8>] = [3: [], 4: [4, 5], 5: [4, 5], 6: [6]]
                let isAllowed = pairs[keyVersion]?.contains(subkeyVersion) == true
                #expect(
                    found
                        == (isAllowed
                            ? nil
                            : .subkeyVersion(subkeyVersion, keyVersion: UInt8(keyVersion))))
            }
        }
    }

    @Test(arguments: HashAlgorithm.all)
    func `every hash algorithm verifies, in version 6 with its salt`(
        algorithm: HashAlgorithm
    ) throws {
        for signer in [
            SigningKey(.rsa2048), SigningKey(.dsa2048), SigningKey(.ecdsaP256),
            SigningKey(.eddsaLegacy), SigningKey(.rsa2048, version: 3),
        ] {
            let version: UInt8 = signer.publicKey.version < 4 ? 3 : 4
            let packet = certification(
                SignatureRecipe(.positiveCertification, version: version, hash: algorithm),
                by: signer)
            #expect(try defect(packet, by: signer.publicKey) == nil)
        }
        let six = SigningKey(.rsa2048, version: 6)
        let salted = try defect(
            certification(SignatureRecipe(.positiveCertification, hash: algorithm), by: six),
            by: six.publicKey)
        let saltLength = algorithm.saltLength
        #expect(salted == (saltLength == nil ? .unsupportedHash(algorithm) : nil))
        for length in [0, 15, 17, 31, 33] where saltLength != nil {
            var recipe = SignatureRecipe(.positiveCertification, hash: algorithm)
            recipe.salt = [UInt8](repeating: 1, count: length)
            #expect(
                try defect(certification(recipe, by: six), by: six.publicKey)
                    == .saltLength(length))
        }
    }

    @Test func `a hash algorithm that is unknown is named`() throws {
        var body = certification(SignatureRecipe(.positiveCertification)).body
        body[3] = 99
        let hash = HashAlgorithm(rawValue: 99)
        #expect(try defect(Packet(tag: .signature, body: body)) == .unsupportedHash(hash))
    }

    @Test func `version 6 wants digests as long as the key is strong`() throws {
        let cases: [(SigningAlgorithm, HashAlgorithm, Bool)] = [
            (.ed25519, .sha224, false), (.ed25519, .sha256, true), (.ed448, .sha384, false),
            (.ed448, .sha512, true), (.ecdsaP256, .sha224, false), (.ecdsaP384, .sha256, false),
            (.ecdsaP384, .sha384, true), (.ecdsaP521, .sha384, false), (.ecdsaP521, .sha512, true),
            (.mlDSA65Ed25519, .sha224, false), (.mlDSA65Ed25519, .sha256, true),
            (.mlDSA87Ed448, .sha224, false), (.mlDSA87Ed448, .sha256, true),
        ]
        for (algorithm, hash, isStrong) in cases {
            let signer = SigningKey(algorithm, version: 6)
            let packet = certification(
                SignatureRecipe(.positiveCertification, hash: hash), by: signer)
            #expect(
                try defect(packet, by: signer.publicKey)
                    == (isStrong ? nil : .unsupportedHash(hash)))
        }
    }

    @Test func `a subkey that may sign must have signed`() throws {
        let subject = SignatureSubject.subkey(subkey.publicKey)
        let stranger = SigningKey(.ed25519, number: 2)
        let otherPrimary = SigningKey(.ed25519, number: 3)
        func bound(_ embedded: [Packet]) throws -> SignatureDefect? {
            let subpackets = embedded.map { Subpacket.embeddedSignature($0) }
            let hashed = try defect(
                key.binding(subkey.publicKey, flags: .sign, hashed: subpackets), on: subject)
            let unhashed = try defect(
                key.binding(subkey.publicKey, flags: .sign, unhashed: subpackets), on: subject)
            #expect(hashed == unhashed)
            return hashed
        }
        let good = subkey.backSignature(for: key.publicKey)
        #expect(try bound([good]) == nil)
        #expect(try bound([]) == .noPrimaryKeyBinding)
        #expect(try bound([stranger.backSignature(for: key.publicKey)]) == .noPrimaryKeyBinding)
        #expect(
            try bound([subkey.backSignature(for: otherPrimary.publicKey)])
                == .noPrimaryKeyBinding)
        // Right but of another type: a binding of the subkey by itself.
        let binding = subkey.sign(
            .subkey(key.publicKey, subkey.publicKey), SignatureRecipe(.subkeyBinding))
        #expect(try bound([binding]) == .noPrimaryKeyBinding)
        // Made by the primary key instead.
        let own = key.sign(
            .subkey(key.publicKey, subkey.publicKey), SignatureRecipe(.primaryKeyBinding))
        #expect(try bound([own]) == .noPrimaryKeyBinding)
        let junk = (0..<4).map { Packet(tag: .signature, body: [4, 0x19, UInt8($0)]) }
        #expect(try bound(junk.dropLast() + [good]) == nil)
        // Only so many are tried.
        #expect(try bound(junk + [good]) == .noPrimaryKeyBinding)
        #expect(SignatureDefect.noPrimaryKeyBinding.isExpensive)
    }

    @Test func `a confirmation inside a confirmation is not looked at`() throws {
        let inner = Subpacket.embeddedSignature(subkey.backSignature(for: key.publicKey))
        let wrapper = subkey.sign(
            .subkey(key.publicKey, subkey.publicKey),
            SignatureRecipe(.primaryKeyBinding, hashed: [inner], unhashed: [inner]))
        let binding = key.binding(
            subkey.publicKey, flags: .sign, unhashed: [.embeddedSignature(wrapper)])
        var cost = 0
        let verdict = SignatureVerifier(key.publicKey).verify(
            try Signature(binding), on: .subkey(subkey.publicKey), cost: &cost)
        guard case .verified(let signature) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        let kept = try #require(
            signature.signature.unhashedSubpackets.first { $0.type == .embeddedSignature })
        #expect(
            try Signature(body: kept.body).unhashedSubpackets.map(\.type) == [.issuerKeyID])
    }

    @Test func `a refused signature costs its digest, a wrong one the public-key operation`() throws
    {
        let verifier = SignatureVerifier(key.publicKey)
        let good = try Signature(key.selfCertification(Self.userID))
        var body = good.body
        body[good.unhashedArea.upperBound] ^= 1
        var cheap = 0
        let other = try Signature(body: body)
        #expect(
            verifier.verify(other, on: .userID(Self.userID), cost: &cheap) == .refused(.left16))
        #expect(!SignatureDefect.left16.isExpensive)
        #expect((1...10).contains(cheap))
        body = good.body
        body[body.count - 40] ^= 1
        var dear = 0
        let wrong = try Signature(body: body)
        #expect(
            verifier.verify(wrong, on: .userID(Self.userID), cost: &dear) == .refused(.wrong))
        #expect(SignatureDefect.wrong.isExpensive)
        #expect(dear > 50)
    }
}
