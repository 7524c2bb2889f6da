import SigningKeys
import TestSupport
import Testing

@testable import OpenPGP

/// Every octet that a signature vouches for is changed, one at a time. Where the announced octets
/// of the digest would give the change away they are set right again, as a forger would, so that it
/// is the public-key operation that has to refuse.
@Suite struct VerificationMutationTests {
    private static let userID = Array("Alice <alice@example.org>".utf8)

    /// A valid signature where it stands.
    private struct Specimen {
        let issuer: PublicKey
        let subject: SignatureSubject
        let signature: Signature

        func verdict() -> SignatureVerdict {
            var cost = 0
            return SignatureVerifier(issuer).verify(signature, on: subject, cost: &cost)
        }

        var canonical: VerifiedSignature? {
            if case .verified(let signature) = verdict() { signature } else { nil }
        }
    }

    /// Each type with what it is about, made by `key`.
    private func specimens(
        of key: SigningKey, signatureVersion: UInt8?,
        issuer: SignatureRecipe.IssuerHints? = nil
    ) throws -> [Specimen] {
        let primary = key.publicKey
        let subkey = SigningKey(
            .ed25519, number: 7, version: primary.version == 6 ? 6 : 4)
        let hash = key.algorithm == .dsa1024 && primary.version == 6 ? HashAlgorithm.sha256 : nil
        func specimen(
            _ type: SignatureType, _ content: SignedContent, _ subject: SignatureSubject,
            _ hashed: [Subpacket] = []
        ) throws -> Specimen {
            let packet = key.sign(
                content,
                SignatureRecipe(
                    type, version: signatureVersion, hash: hash, issuer: issuer, hashed: hashed))
            return Specimen(issuer: primary, subject: subject, signature: try Signature(packet))
        }
        let user = SignedContent.userID(primary, Self.userID)
        var all = try [
            SignatureType.genericCertification, .personaCertification, .casualCertification,
            .positiveCertification, .certificationRevocation,
        ].map { try specimen($0, user, .userID(Self.userID)) }
        let digests = [[UInt8](repeating: 1, count: 64)]
        all.append(
            try specimen(
                .attestation, user, .userID(Self.userID), [.attestedCertifications(digests)]))
        all.append(try specimen(.directKey, .primaryKey(primary), .primaryKey))
        all.append(try specimen(.keyRevocation, .primaryKey(primary), .primaryKey))
        guard primary.version > 3 else { return all }
        let below = SignedContent.subkey(primary, subkey.publicKey)
        let back = Subpacket.embeddedSignature(subkey.backSignature(for: primary))
        all.append(
            try specimen(
                .subkeyBinding, below, .subkey(subkey.publicKey), [.keyFlags(.sign), back]))
        all.append(try specimen(.subkeyRevocation, below, .subkey(subkey.publicKey)))
        return all
    }

    /// The signature with the octets announced that its digest has there, and in version 3 with the
    /// key ID of the key; nil if its body is no signature.
    private func plausible(
        _ body: [UInt8], by key: PublicKey, on subject: SignatureSubject
    ) -> Signature? {
        var body = body
        guard let signature = try? Signature(body: body) else { return nil }
        guard let digest = SignatureDigest(signature, on: subject, of: key) else {
            return signature
        }
        let place = signature.version > 3 ? signature.unhashedArea.upperBound : 17
        body.replaceSubrange(place..<(place + 2), with: digest.bytes[..<2])
        if signature.version < 4 { body.replaceSubrange(7..<15, with: key.keyID.bytes) }
        return try? Signature(body: body)
    }

    private func isVerified(_ verdict: SignatureVerdict) -> Bool {
        if case .verified = verdict { true } else { false }
    }

    /// Key versions with signature versions in which the algorithm is tried.
    private func versions(_ algorithm: SigningAlgorithm) -> [(key: UInt8, signature: UInt8)] {
        switch algorithm {
        case .rsa2048: [(3, 3), (4, 3), (4, 4), (5, 5), (6, 6)]
        case .dsa1024: [(4, 3), (4, 4)]
        case .ecdsaP256, .ed25519, .ed448: [(4, 4), (6, 6)]
        default: [(algorithm.usualVersion, algorithm.usualVersion)]
        }
    }

    /// Octets that are changed: all, but of the thousands that a lattice signature has each
    /// sixteenth, chosen at random.
    private func places(_ signature: Signature, _ random: inout TestRandom) -> [Int] {
        let all = Array(signature.body.indices)
        guard signature.materialRange.count > 1000, signature.publicKeyAlgorithm.rawValue > 28
        else { return all }
        let lattice = signature.materialRange.lowerBound + 200
        return Array(all[..<lattice])
            + stride(from: lattice, to: all.count - 16, by: 16).map {
                $0 + Int.random(in: 0..<16, using: &random)
            }
    }

    @Test(arguments: SigningAlgorithm.ordinary)
    func `no octet of what is signed can be changed`(algorithm: SigningAlgorithm) throws {
        var random = TestRandom()
        var tried = 0
        var expensive = 0
        for version in versions(algorithm) {
            let key = SigningKey(algorithm, version: version.key)
            let verifier = SignatureVerifier(key.publicKey)
            var cost = 0
            for specimen in try specimens(of: key, signatureVersion: version.signature) {
                let signature = specimen.signature
                try #require(specimen.canonical != nil, "type \(signature.type) \(version)")
                func expectRefusal(_ verdict: SignatureVerdict, _ place: String) {
                    tried += 1
                    switch verdict {
                    case .verified:
                        Issue.record(
                            "\(algorithm) \(version) type \(signature.type): \(place) is changed")
                    case .refused(let defect):
                        expensive += defect.isExpensive ? 1 : 0
                    }
                }
                for index in Array(signature.hashedRange) + Array(signature.saltRange) {
                    var body = signature.body
                    body[index] ^= UInt8.random(in: 1...255, using: &random)
                    guard
                        let changed = plausible(body, by: key.publicKey, on: specimen.subject)
                    else { continue }
                    // Another type of certification is no other statement to be refused, but its
                    // digest is another.
                    expectRefusal(
                        verifier.verify(changed, on: specimen.subject, cost: &cost),
                        "octet \(index) of the packet")
                }
                let subjects = changes(of: specimen.subject, version: version.signature, &random)
                for subject in subjects {
                    guard
                        let changed = plausible(signature.body, by: key.publicKey, on: subject)
                    else { continue }
                    expectRefusal(
                        verifier.verify(changed, on: subject, cost: &cost), "the subject")
                }
            }
        }
        #expect(expensive > tried / 2, "of \(tried) changes \(expensive) came to the arithmetic")
    }

    /// The subject with each of its octets changed in turn, and as another kind of subject; version
    /// 3 makes no difference between a user ID and an attribute of the same octets.
    private func changes(
        of subject: SignatureSubject, version: UInt8, _ random: inout TestRandom
    ) -> [SignatureSubject] {
        func changes(_ octets: [UInt8]) -> [[UInt8]] {
            octets.indices.map { index in
                var changed = octets
                changed[index] ^= UInt8.random(in: 1...255, using: &random)
                return changed
            }
        }
        switch subject {
        case .primaryKey: return []
        case .userID(let octets):
            return (changes(octets) + [octets + [0], octets.dropLast()]).map { .userID($0) }
                + (version < 4 ? [] : [.userAttribute(octets)])
        case .userAttribute(let octets): return changes(octets).map { .userAttribute($0) }
        case .subkey(let subkey):
            return changes(subkey.body).compactMap { try? PublicKey(body: $0) }
                .map { .subkey($0) }
        }
    }

    @Test(arguments: SigningAlgorithm.ordinary)
    func `no octet of the issuer's key can be changed`(algorithm: SigningAlgorithm) throws {
        var random = TestRandom()
        for version in versions(algorithm) {
            let key = SigningKey(algorithm, version: version.key)
            let specimen = try #require(
                try specimens(of: key, signatureVersion: version.signature, issuer: [])
                    .first { $0.signature.type == .positiveCertification })
            #expect(specimen.canonical != nil)
            for index in key.publicKey.body.indices {
                var body = key.publicKey.body
                body[index] ^= UInt8.random(in: 1...255, using: &random)
                guard
                    let changed = try? PublicKey(body: body),
                    let signature = plausible(
                        specimen.signature.body, by: changed, on: specimen.subject)
                else { continue }
                let verdict = Specimen(
                    issuer: changed, subject: specimen.subject, signature: signature
                ).verdict()
                #expect(!isVerified(verdict), "octet \(index) of a \(version.key) key")
            }
        }
    }

    /// Where a packet can be changed by anybody without changing what it says: all these give one
    /// canonical representative.
    private func malleable(_ signature: Signature) -> Set<Int> {
        var places: Set<Int> = []
        if signature.version > 3 {
            places.formUnion(signature.unhashedArea)
        } else {
            places.formUnion([0, 15])
        }
        // The numbers of bits that integers state.
        guard signature.publicKeyAlgorithm.rawValue < 25 else { return places }
        var index = signature.materialRange.lowerBound
        while let integer = MultiprecisionInteger(
            signature.body, at: index, end: signature.body.count)
        {
            places.insert(index + 1)
            index = integer.octets.upperBound
        }
        return places
    }

    @Test(arguments: SigningAlgorithm.ordinary)
    func `of a packet nothing can be changed but what is known to be unprotected`(
        algorithm: SigningAlgorithm
    ) throws {
        var random = TestRandom()
        for version in versions(algorithm) {
            let key = SigningKey(algorithm, version: version.key)
            let specimen = try #require(
                try specimens(of: key, signatureVersion: version.signature)
                    .first { $0.signature.type == .positiveCertification })
            let canonical = try #require(specimen.canonical)
            let malleable = malleable(specimen.signature)
            var survived: Set<Int> = []
            let verifier = SignatureVerifier(key.publicKey)
            var cost = 0
            for index in places(specimen.signature, &random) {
                // Each of the few unprotected octets with several values, the nearest among them.
                var masks = [UInt8.random(in: 1...255, using: &random)]
                if malleable.contains(index) { masks += [1, 2, 3, 7, 0x80] }
                for mask in masks {
                    var body = specimen.signature.body
                    body[index] ^= mask
                    guard let changed = try? Signature(body: body) else { continue }
                    let verdict = verifier.verify(changed, on: specimen.subject, cost: &cost)
                    guard case .verified(let found) = verdict else { continue }
                    survived.insert(index)
                    #expect(found == canonical, "octet \(index) of \(version)")
                }
            }
            #expect(survived.isSubset(of: malleable), "\(version)")
        }
    }

    @Test(arguments: SigningAlgorithm.ordinary)
    func `no octet of an embedded signature can be changed`(algorithm: SigningAlgorithm) throws {
        var random = TestRandom()
        let version = algorithm.usualVersion
        let primary = SigningKey(.ed25519, version: version)
        let subkey = SigningKey(algorithm, number: 3)
        let subject = SignatureSubject.subkey(subkey.publicKey)
        let back = subkey.backSignature(for: primary.publicKey)
        let malleable = malleable(try Signature(back))
        let verifier = SignatureVerifier(primary.publicKey)
        var cost = 0
        func verdict(_ embedded: [UInt8]) throws -> SignatureVerdict {
            let binding = primary.binding(
                subkey.publicKey, flags: .sign,
                unhashed: [.embeddedSignature(Packet(tag: .signature, body: embedded))])
            return verifier.verify(try Signature(binding), on: subject, cost: &cost)
        }
        let good = try verdict(back.body)
        #expect(isVerified(good))
        for index in places(try Signature(back), &random) {
            var body = back.body
            body[index] ^= UInt8.random(in: 1...255, using: &random)
            let changed =
                malleable.contains(index)
                ? body
                : plausibleEmbedded(body, of: subkey.publicKey, primary: primary.publicKey)
            let found = try verdict(changed)
            if malleable.contains(index) {
                #expect(found == good || found == .refused(.noPrimaryKeyBinding))
            } else if changed != back.body {
                #expect(found == .refused(.noPrimaryKeyBinding), "octet \(index)")
            }
        }
    }

    private func plausibleEmbedded(
        _ body: [UInt8], of subkey: PublicKey, primary: PublicKey
    ) -> [UInt8] {
        plausible(body, by: primary, on: .subkey(subkey))?.body ?? body
    }

    @Test(arguments: [UInt8(3), 4, 6])
    func `the trailer is what the version demands`(version: UInt8) throws {
        let key = version == 6 ? SigningKey(.ed25519, version: 6) : SigningKey(.rsa1024)
        let recipe = SignatureRecipe(.positiveCertification, version: version, hash: .sha256)
        let content = SignedContent.userID(key.publicKey, Self.userID)
        let good = try Signature(key.sign(content, recipe))
        let hashed = Array(good.body[good.hashedRange])
        let length = UInt32(hashed.count)
        func octets(_ number: some FixedWidthInteger) -> [UInt8] {
            withUnsafeBytes(of: number.bigEndian) { Array($0) }
        }
        let right: [UInt8] = version == 3 ? [] : [version, 0xFF] + octets(length)
        let trailers: [[UInt8]] = [
            right, [], [version, 0xFF], [version, 0xFE] + octets(length),
            [version ^ 1, 0xFF] + octets(length), [version, 0xFF] + octets(length + 1),
            [version, 0xFF] + octets(UInt64(length)), [version, 0xFF] + octets(UInt16(length)),
        ]
        for trailer in trailers {
            for salted in version == 6 ? [true, false] : [true] {
                let preimage =
                    (salted ? Array(good.salt) : [])
                    + PublicKey.hashPrefix(
                        version: key.publicKey.version, length: key.publicKey.body.count)
                    + key.publicKey.body
                    + (version == 3 ? [] : [0xB4] + octets(UInt32(Self.userID.count)))
                    + Self.userID + hashed + trailer
                let material = key.rawSign(
                    digest: MessageDigest.sha256(preimage), hash: .sha256)
                let signature = try Signature(key.forge(content, recipe, material: material))
                var cost = 0
                let verdict = SignatureVerifier(key.publicKey).verify(
                    signature, on: .userID(Self.userID), cost: &cost)
                if salted && trailer == right {
                    #expect(isVerified(verdict))
                } else {
                    #expect(verdict == .refused(.wrong), "\(trailer)")
                }
            }
        }
    }
}
