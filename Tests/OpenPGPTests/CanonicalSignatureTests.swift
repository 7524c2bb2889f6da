import SigningKeys
import Testing

@testable import OpenPGP

@Suite struct CanonicalSignatureTests {
    private static let userID = "Alice <alice@example.org>"

    private func canonical(
        _ packet: Packet, by key: PublicKey, on subject: SignatureSubject
    ) throws -> Packet {
        var cost = 0
        let verdict = SignatureVerifier(key).verify(
            try Signature(packet), on: subject, cost: &cost)
        guard case .verified(let signature) = verdict else {
            Issue.record("\(verdict)")
            return packet
        }
        return signature.packet
    }

    @Test(arguments: SigningAlgorithm.ordinary)
    func `all variants of a signature have one representative, which is its own`(
        algorithm: SigningAlgorithm
    ) throws {
        let subject = SignatureSubject.userID(Array(Self.userID.utf8))
        let versions: [(key: UInt8, signature: UInt8)] =
            switch algorithm {
            case .mlDSA65Ed25519, .mlDSA87Ed448: [(6, 6)]
            case .rsa2048: [(3, 3), (4, 3), (4, 4), (6, 6)]
            case .eddsaLegacy: [(4, 4)]
            default: [(4, 4), (6, 6)]
            }
        for version in versions {
            let key = SigningKey(algorithm, version: version.key)
            for hints in [
                [], .hashedKeyID, .hashedFingerprint, .unhashedKeyID, .unhashedFingerprint,
                [.hashedFingerprint, .unhashedKeyID, .unhashedFingerprint],
            ] as [SignatureRecipe.IssuerHints] {
                if version.signature == 6, hints.contains(.hashedKeyID) { continue }
                // Fingerprints of version 3 keys have no place in a signature.
                if version.key == 3, !hints.isEmpty { continue }
                let packet = key.sign(
                    .userID(key.publicKey, Self.userID),
                    SignatureRecipe(
                        .positiveCertification, version: version.signature,
                        hash: version.signature == 6 ? .sha512 : nil, issuer: hints))
                let good = try canonical(packet, by: key.publicKey, on: subject)
                #expect(try canonical(good, by: key.publicKey, on: subject) == good)
                for variant in SignatureVariant.allCases {
                    guard let changed = variant.of(packet, by: key.publicKey) else { continue }
                    // A packet that names somebody else, and nobody whom it vouches for, is
                    // somebody else's.
                    let isForeign =
                        (variant == .wrongIssuer
                            && (version.signature == 3
                                || !hints.contains(.hashedFingerprint)
                                    && !hints.contains(.hashedKeyID)))
                        || (variant == .wrongFingerprint
                            && hints.isDisjoint(with: [.hashedFingerprint, .hashedKeyID])
                            && hints.isDisjoint(with: [.unhashedKeyID, .unhashedFingerprint]))
                    if isForeign {
                        var cost = 0
                        #expect(
                            SignatureVerifier(key.publicKey).verify(
                                try Signature(changed), on: subject, cost: &cost)
                                == .refused(.foreignIssuer), "\(variant) \(version)")
                    } else {
                        #expect(
                            try canonical(changed, by: key.publicKey, on: subject) == good,
                            "\(variant) of version \(version)")
                    }
                }
            }
        }
    }

    @Test func `the unhashed area holds exactly what the hashed one lacks`() throws {
        let subject = SignatureSubject.userID(Array(Self.userID.utf8))
        func types(
            _ key: SigningKey, _ hints: SignatureRecipe.IssuerHints, version: UInt8? = nil
        ) throws -> [UInt8] {
            let packet = key.sign(
                .userID(key.publicKey, Self.userID),
                SignatureRecipe(
                    .positiveCertification, version: version, issuer: hints,
                    unhashed: [.notation("a@example.org", "b"), .noModify]))
            let found = try Signature(try canonical(packet, by: key.publicKey, on: subject))
            for subpacket in found.unhashedSubpackets {
                #expect(!subpacket.isCritical)
                #expect(
                    subpacket == .issuerKeyID(key.keyID)
                        || subpacket == .issuerFingerprint(key.publicKey))
            }
            return found.unhashedSubpackets.map(\.type.rawValue)
        }
        let four = SigningKey(.ed25519)
        #expect(try types(four, []) == [16])
        #expect(try types(four, .unhashedFingerprint) == [16])
        #expect(try types(four, .hashedFingerprint) == [16])
        #expect(try types(four, .hashedKeyID) == [])
        let five = SigningKey(.rsa2048, version: 5)
        #expect(try types(five, []) == [16, 33])
        #expect(try types(five, .hashedFingerprint) == [16])
        #expect(try types(five, .hashedKeyID) == [33])
        #expect(try types(five, [], version: 4) == [16])
        let six = SigningKey(.ed25519, version: 6)
        #expect(try types(six, []) == [33])
        #expect(try types(six, .unhashedKeyID) == [33])
        #expect(try types(six, .hashedFingerprint) == [])
    }

    @Test func `version 2 is written as version 3 with the key's own algorithm`() throws {
        let key = SigningKey(.rsa2048, version: 3)
        let subject = SignatureSubject.userID(Array(Self.userID.utf8))
        let packet = key.sign(
            .userID(key.publicKey, Self.userID), SignatureRecipe(.genericCertification))
        var body = packet.body
        body[0] = 2
        body[15] = PublicKeyAlgorithm.rsaSignOnly.rawValue
        let old = Packet(tag: .signature, body: body)
        #expect(try canonical(old, by: key.publicKey, on: subject) == packet)
    }

    @Test func `a confirmation by the subkey is carried unhashed only where it has to be`() throws {
        let primary = SigningKey(.ed25519)
        let subkey = SigningKey(.ecdsaP256, number: 1)
        let subject = SignatureSubject.subkey(subkey.publicKey)
        let back = subkey.backSignature(for: primary.publicKey)
        let own = Subpacket.embeddedSignature(back)
        let stranger = SigningKey(.ed25519, number: 2)
        let foreign = Subpacket.embeddedSignature(stranger.backSignature(for: primary.publicKey))
        func embedded(hashed: [Subpacket], unhashed: [Subpacket]) throws -> [[UInt8]] {
            let packet = primary.binding(
                subkey.publicKey, flags: .sign, hashed: hashed, unhashed: unhashed)
            let good = try canonical(packet, by: primary.publicKey, on: subject)
            #expect(try canonical(good, by: primary.publicKey, on: subject) == good)
            return try Signature(good).unhashedSubpackets
                .filter { $0.type == .embeddedSignature }.map(\.body)
        }
        #expect(try embedded(hashed: [own], unhashed: []) == [])
        #expect(try embedded(hashed: [own], unhashed: [own, foreign]) == [])
        let kept = try embedded(hashed: [], unhashed: [foreign, own])
        #expect(kept.count == 1)
        for variant in SignatureVariant.all(of: back, by: subkey.publicKey) {
            let varied = Subpacket.embeddedSignature(variant)
            #expect(try embedded(hashed: [], unhashed: [varied]) == kept)
            #expect(try embedded(hashed: [], unhashed: [own, varied]) == kept)
        }
        #expect(try embedded(hashed: [foreign], unhashed: [own]) == kept)
    }

    @Test func `without key flags the confirmation is kept, without a sign flag it is not`() throws
    {
        let primary = SigningKey(.ed25519)
        let subkey = SigningKey(.ed25519, number: 1)
        let subject = SignatureSubject.subkey(subkey.publicKey)
        let back = Subpacket.embeddedSignature(subkey.backSignature(for: primary.publicKey))
        func kept(_ hashed: [Subpacket], _ unhashed: [Subpacket]) throws -> Bool {
            let packet = primary.sign(
                .subkey(primary.publicKey, subkey.publicKey),
                SignatureRecipe(.subkeyBinding, hashed: hashed, unhashed: unhashed))
            let good = try Signature(
                try canonical(packet, by: primary.publicKey, on: subject))
            return good.unhashedSubpackets.contains { $0.type == .embeddedSignature }
        }
        #expect(try kept([], [back]))
        #expect(try !kept([], []))
        #expect(try kept([.keyFlags([.sign, .authenticate])], [back]))
        #expect(try !kept([.keyFlags(.authenticate)], [back]))
        #expect(try !kept([.keyFlags(.encryptStorage)], [back]))
    }

    @Test func `the representative of a signature that GnuPG made is what GnuPG made`() throws {
        for text in [Fixtures.alice, Fixtures.bob, Fixtures.carol] {
            for finding in SelfSignatures(of: try Fixtures.key(text)).findings {
                guard case .verified(let signature) = finding.verdict else { continue }
                #expect(signature.signature == finding.signature)
            }
        }
    }

    /// In ECDSA a point and its negative have one x coordinate; DSA has nothing of that kind.
    @Test func `with the order less s DSA is wrong and ECDSA is the same`() throws {
        let subject = SignatureSubject.userID(Array(Self.userID.utf8))
        var cost = 0
        for algorithm in [SigningAlgorithm.dsa1024, .dsa2048, .dsa3072] {
            let key = SigningKey(algorithm)
            var reader = IntegerReader(key.publicKey.body, key.publicKey.materialRange)
            _ = reader.next()
            let second = reader.next()
            let order = try #require(second)
            let good = try Signature(key.selfCertification(Self.userID))
            let pair = try SignaturePair(good.material, order: order)
            let mirrored =
                pair.r.multiprecisionInteger + (order - pair.s).multiprecisionInteger
            let body = Array(good.body[..<good.materialRange.lowerBound]) + mirrored
            #expect(
                SignatureVerifier(key.publicKey).verify(
                    try Signature(body: body), on: subject, cost: &cost) == .refused(.wrong))
        }
        let key = SigningKey(.ecdsaP256)
        let good = key.selfCertification(Self.userID)
        let mirrored = try #require(SignatureVariant.mirrored.of(good, by: key.publicKey))
        #expect(mirrored != good)
        #expect(
            try canonical(mirrored, by: key.publicKey, on: subject)
                == canonical(good, by: key.publicKey, on: subject))
    }
}
