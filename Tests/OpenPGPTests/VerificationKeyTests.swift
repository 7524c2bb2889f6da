import SigningKeys
import Testing

@testable import OpenPGP

@Suite struct VerificationKeyTests {
    private func key(
        _ algorithm: PublicKeyAlgorithm, _ material: [UInt8], version: UInt8 = 4
    ) -> PublicKey {
        PublicKey(
            version: version, creationTime: 1, algorithm: algorithm, material: material)
    }

    private func obstacle(_ key: PublicKey) -> VerificationObstacle? {
        SignatureVerifier(key).obstacle
    }

    private func integer(_ octets: [UInt8]) -> [UInt8] { Magnitude(octets).multiprecisionInteger }

    private func integers(_ key: PublicKey, _ count: Int) -> [[UInt8]] {
        var reader = IntegerReader(key.body, key.materialRange)
        return (0..<count).compactMap { _ in reader.next()?.octets }
    }

    @Test(arguments: SigningAlgorithm.ordinary)
    func `keys of every algorithm can be verified with, cut ones cannot`(
        algorithm: SigningAlgorithm
    ) throws {
        let good = SigningKey(algorithm).publicKey
        #expect(obstacle(good) == nil)
        let material = Array(good.body[good.materialRange])
        for cut in stride(from: 0, to: material.count, by: max(1, material.count / 50)) {
            let short = key(
                good.algorithm, Array(material[..<cut]), version: good.version)
            #expect(obstacle(short) != nil)
        }
        #expect(
            obstacle(key(good.algorithm, material + [0], version: good.version))
                == .trailingOctets)
    }

    @Test func `RSA keys that anybody or nobody could sign with are refused`() throws {
        let good = SigningKey(.rsa1024).publicKey
        let n = integers(good, 2)[0]
        func rsa(_ n: [UInt8], _ e: [UInt8]) -> VerificationObstacle? {
            obstacle(key(.rsa, integer(n) + integer(e)))
        }
        #expect(rsa(n, [1, 0, 1]) == nil)
        #expect(rsa([0, 0] + n, [0, 1, 0, 1]) == nil)
        for e in [[], [1], [2], [1, 0, 0]] as [[UInt8]] { #expect(rsa(n, e) == .invalidMaterial) }
        #expect(rsa(n, [UInt8](repeating: 0xFF, count: 8)) == nil)
        #expect(rsa(n, [1] + [UInt8](repeating: 1, count: 8)) == .tooLarge)
        #expect(rsa(n.dropLast() + [n[n.count - 1] & 0xFE], [1, 0, 1]) == .invalidMaterial)
        #expect(rsa([], [3]) == .invalidMaterial)
        #expect(rsa([1], [3]) == .invalidMaterial)
        #expect(rsa([UInt8](repeating: 0xFF, count: 2048), [1, 0, 1]) == nil)
        #expect(rsa([UInt8](repeating: 0xFF, count: 2049), [1, 0, 1]) == .tooLarge)
    }

    @Test func `DSA keys of any order are taken, degenerate ones are not`() throws {
        let good = SigningKey(.dsa3072).publicKey
        let numbers = integers(good, 4)
        let (p, q, g, y) = (numbers[0], numbers[1], numbers[2], numbers[3])
        #expect(Magnitude(q).bitLength == 384)
        func dsa(
            _ p: [UInt8], _ q: [UInt8], _ g: [UInt8], _ y: [UInt8]
        ) -> VerificationObstacle? {
            obstacle(key(.dsa, integer(p) + integer(q) + integer(g) + integer(y)))
        }
        #expect(dsa(p, q, g, y) == nil)
        let previous = (Magnitude(p) - Magnitude([1])).octets
        for odd in [[], [1], previous, p] as [[UInt8]] {
            #expect(dsa(p, q, odd, y) == .invalidMaterial)
            #expect(dsa(p, q, g, odd) == .invalidMaterial)
        }
        for order in [[], [1], [3], previous, p, (Magnitude(q) - Magnitude([2])).octets]
            as [[UInt8]]
        {
            #expect(dsa(p, order, g, y) != nil)
        }
        #expect(dsa(previous, q, g, y) == .invalidMaterial)
        #expect(dsa([], [], [], []) == .invalidMaterial)
        #expect(dsa([UInt8](repeating: 0xFF, count: 1025), q, g, y) == .tooLarge)
        #expect(dsa(p, [UInt8](repeating: 0xFF, count: 65), g, y) == .tooLarge)
    }

    @Test func `points off their curve and unknown curves are refused`() throws {
        let good = SigningKey(.ecdsaP256).publicKey
        let material = Array(good.body[good.materialRange])
        var off = material
        off[off.count - 1] ^= 1
        #expect(obstacle(key(.ecdsa, off)) == .invalidMaterial)
        // Compressed.
        let identifier = Array(material[...8])
        let compressed = [2] + material[12..<44]
        #expect(
            obstacle(key(.ecdsa, identifier + integer(compressed))) == .invalidMaterial)
        #expect(obstacle(key(.ecdsa, identifier + [0, 0])) == .invalidMaterial)
        let unknown: [UInt8] = [3, 1, 2, 3]
        #expect(obstacle(key(.ecdsa, unknown + integer([4, 1, 2]))) == .unsupportedCurve)
        let ed25519: [UInt8] = [9, 0x2B, 6, 1, 4, 1, 0xDA, 0x47, 0x0F, 1]
        #expect(obstacle(key(.ecdsa, ed25519 + integer([4, 1, 2]))) == .unsupportedCurve)
        // EdDSA that names a curve of ECDSA, as a test key of another program does.
        #expect(
            obstacle(key(.eddsaLegacy, identifier + Array(material[9...]))) == .unsupportedCurve)
        let short = [0x40] + [UInt8](repeating: 7, count: 30)
        #expect(obstacle(key(.eddsaLegacy, ed25519 + integer(short))) == .invalidMaterial)
        let wrong = [0x41] + [UInt8](repeating: 7, count: 32)
        #expect(obstacle(key(.eddsaLegacy, ed25519 + integer(wrong))) == .invalidMaterial)
    }

    @Test func `algorithms are taken in the versions that have them`() throws {
        let legacy = SigningKey(.eddsaLegacy).publicKey
        let material = Array(legacy.body[legacy.materialRange])
        #expect(
            obstacle(key(.eddsaLegacy, material, version: 6))
                == .forbiddenAlgorithm(.eddsaLegacy, version: 6))
        let lattice = SigningKey(.mlDSA65Ed25519).publicKey
        let octets = Array(lattice.body[lattice.materialRange])
        for version in [4, 5] as [UInt8] {
            #expect(
                obstacle(key(.mlDSA65Ed25519, octets, version: version))
                    == .forbiddenAlgorithm(.mlDSA65Ed25519, version: version))
        }
        let elGamal = integer([5]) + integer([3]) + integer([2])
        for algorithm in [PublicKeyAlgorithm.elGamal, .elGamalSign] {
            #expect(obstacle(key(algorithm, elGamal)) == .unsupportedAlgorithm(algorithm))
        }
        let unknown = PublicKeyAlgorithm(rawValue: 99)
        #expect(obstacle(key(unknown, [1, 2, 3])) == .unsupportedAlgorithm(unknown))
        let large = key(unknown, [UInt8](repeating: 0, count: VerificationLimits.keyLength))
        #expect(obstacle(large) == .tooLarge)
    }

    /// LibrePGP's version 5 keys on Ed448, as GnuPG makes them: a point of 57 octets without
    /// prefix, and a signature of two such halves.
    @Test func `Ed448 as GnuPG has it in version 5 verifies`() throws {
        let native = SigningKey(.ed448)
        let point = Array(native.publicKey.body[native.publicKey.materialRange])
        let identifier: [UInt8] = [3, 0x2B, 0x65, 0x71]
        func halves(_ octets: [UInt8]) -> [UInt8] {
            [UInt8((octets.count * 8) >> 8), UInt8(truncatingIfNeeded: octets.count * 8)] + octets
        }
        let primary = key(.eddsaLegacy, identifier + halves(point), version: 5)
        let userID = Array("Alice".utf8)
        let area: [UInt8] = [5, 2, 0, 0, 0, 9]
        let head: [UInt8] = [5, 0x13, 22, 10, 0, UInt8(area.count)] + area
        let unsigned = try Signature(body: head + [0, 0, 0, 0])
        let digest = try #require(
            SignatureDigest(unsigned, on: .userID(userID), of: primary))
        let raw = native.rawSign(digest: digest.bytes, hash: .sha512)
        let body =
            head + [0, 0] + digest.bytes[..<2] + halves(Array(raw[..<57]))
            + halves(Array(raw[57...]))
        var cost = 0
        let verdict = SignatureVerifier(primary).verify(
            try Signature(body: body), on: .userID(userID), cost: &cost)
        guard case .verified(let signature) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        #expect(signature.signature.unhashedSubpackets.map(\.type.rawValue) == [16, 33])
    }

    @Test(arguments: SigningAlgorithm.ordinary)
    func `signature integers out of range are refused before any arithmetic`(
        algorithm: SigningAlgorithm
    ) throws {
        let signer = SigningKey(algorithm)
        let userID = Array("Alice".utf8)
        let recipe = SignatureRecipe(.positiveCertification)
        let zero: [UInt8] = [0, 0]
        let huge = integer([UInt8](repeating: 0xFF, count: 2048))
        let one = integer([1])
        for material in [
            [], zero, zero + zero, one + zero, zero + one, huge + huge, one + huge, huge + one,
            [0xFF, 0xFF, 1], [UInt8](repeating: 0xFF, count: 5000),
        ] {
            let packet = signer.forge(
                .userID(signer.publicKey, userID), recipe, material: material)
            var cost = 0
            let verdict = SignatureVerifier(signer.publicKey).verify(
                try Signature(packet), on: .userID(userID), cost: &cost)
            switch verdict {
            case .refused(.malformedMaterial):
                let digest = VerificationCost.digest(
                    octets: signer.publicKey.body.count + packet.body.count)
                #expect(cost <= VerificationCost.preparation + digest)
            case .refused(.wrong):
                break
            default:
                Issue.record("\(material.prefix(8)): \(verdict)")
            }
        }
    }

    /// Multiples of the order added to s are what EdDSA must not take (RFC 8032 §8.4).
    @Test func `EdDSA takes no s beyond the order`() throws {
        let order: [UInt8] = [
            0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9,
            0xDE, 0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
        ]
        let signer = SigningKey(.ed25519)
        let userID = Array("Alice".utf8)
        let good = try Signature(signer.selfCertification(userID))
        var material = Array(good.material)
        var carry = 0
        for index in 0..<32 {
            let sum = Int(material[32 + index]) + Int(order[index]) + carry
            material[32 + index] = UInt8(truncatingIfNeeded: sum)
            carry = sum >> 8
        }
        let body = Array(good.body[..<good.materialRange.lowerBound]) + material
        var cost = 0
        #expect(
            SignatureVerifier(signer.publicKey).verify(
                try Signature(body: body), on: .userID(userID), cost: &cost)
                == .refused(.malformedMaterial))
    }

    @Test func `one verifier serves several threads`() async throws {
        for algorithm in [SigningAlgorithm.rsa2048, .dsa3072, .ecdsaP256, .mlDSA65Ed25519] {
            let signer = SigningKey(algorithm)
            let userID = Array("Alice".utf8)
            let good = try Signature(signer.selfCertification(userID))
            let verifier = SignatureVerifier(signer.publicKey)
            await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        (0..<20).allSatisfy { _ in
                            var cost = 0
                            let verdict = verifier.verify(good, on: .userID(userID), cost: &cost)
                            if case .verified = verdict { return true }
                            return false
                        }
                    }
                }
                for await isVerified in group { #expect(isVerified) }
            }
        }
    }
}
