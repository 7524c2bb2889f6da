import SigningKeys
import TestSupport
import Testing

@testable import OpenPGP

/// No octets of a key or a signature may end the process, whatever is made of them: these tests
/// fail by trapping.
@Suite struct VerificationHostileInputTests {
    private static let versions: [UInt8] = [2, 3, 4, 5, 6]
    private static let algorithms = (0...40).map { PublicKeyAlgorithm(rawValue: $0) }

    /// Material that is random, or made of integers, or begins with a curve.
    private func material(_ random: inout TestRandom) -> [UInt8] {
        let curves: [[UInt8]] = [
            [8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7], [5, 0x2B, 0x81, 4, 0, 0x22],
            [9, 0x2B, 6, 1, 4, 1, 0xDA, 0x47, 0x0F, 1], [3, 0x2B, 0x65, 0x71],
        ]
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return random.octets(count: 0...200)
        case 1: return random.octets([32, 57, 1984, 2649].randomElement(using: &random) ?? 32)
        default:
            var octets = curves.randomElement(using: &random) ?? []
            if Bool.random(using: &random) { octets = [] }
            for _ in 0..<Int.random(in: 0...5, using: &random) {
                let count = [0, 1, 2, 20, 32, 33, 57, 65, 97, 128].randomElement(using: &random)
                let number = random.octets(count ?? 0).map { random.next() & 1 == 0 ? $0 : $0 & 1 }
                octets += [UInt8(number.count >> 5), UInt8(truncatingIfNeeded: number.count * 8)]
                octets += number
            }
            return octets
        }
    }

    @Test func `made-up keys with made-up signatures are verified or refused`() throws {
        var random = TestRandom()
        var sum = 0
        for _ in 0..<4 {
            for algorithm in Self.algorithms {
                for version in Self.versions {
                    var body = [version] + random.octets(4)
                    if version < 4 { body += [0, 0] }
                    body.append(algorithm.rawValue)
                    let keyMaterial = material(&random)
                    if version > 4 {
                        body += [0, 0, UInt8(keyMaterial.count >> 8)]
                        body.append(UInt8(truncatingIfNeeded: keyMaterial.count))
                    }
                    guard let key = try? PublicKey(body: body + keyMaterial) else { continue }
                    sum += try verify(with: key, &random)
                }
            }
        }
        #expect(sum > 0)
    }

    /// Signatures with the right announced octets over the key, so that all code is reached.
    private func verify(with key: PublicKey, _ random: inout TestRandom) throws -> Int {
        let verifier = SignatureVerifier(key)
        var sum = verifier.obstacle?.description.count ?? 1
        let version = key.version < 4 ? 3 : key.version
        let hash: UInt8 = [1, 2, 8, 10, 99].randomElement(using: &random) ?? 8
        let subkey = (try? PublicKey(body: key.body)) ?? key
        for (type, subject) in [
            (0x13, .userID([1, 2])), (0x1F, .primaryKey), (0x18, .subkey(subkey)),
        ] as [(UInt8, SignatureSubject)] {
            var body = head(type, version: version, hash: hash, by: key)
            if version == 6 {
                let salt = random.octets(hash == 10 ? 32 : 16)
                body.append(UInt8(salt.count))
                body += salt
            }
            body += material(&random)
            guard let signature = try? Signature(body: body) else { continue }
            if let digest = SignatureDigest(signature, on: subject, of: key) {
                let place = version == 3 ? 17 : signature.unhashedArea.upperBound
                body.replaceSubrange(place..<(place + 2), with: digest.bytes[..<2])
            }
            var cost = 0
            switch verifier.verify(try Signature(body: body), on: subject, cost: &cost) {
            case .verified: Issue.record("a made-up signature verifies: \(key), \(body)")
            case .refused(let defect): sum &+= defect.description.count &+ cost
            }
        }
        return sum
    }

    /// The octets of a signature up to the two of its digest: a time, and key flags that say sign.
    private func head(
        _ type: UInt8, version: UInt8, hash: UInt8, by key: PublicKey
    ) -> [UInt8] {
        guard version > 3 else {
            var body: [UInt8] = [3, 5, type, 0, 0, 0, 1]
            body += key.keyID.bytes
            body += [key.algorithm.rawValue, hash, 0, 0]
            return body
        }
        let area: [UInt8] = [5, 2, 0, 0, 0, 1, 2, 27, 2]
        let longer: [UInt8] = version == 6 ? [0, 0] : []
        var body = [version, type, key.algorithm.rawValue, hash]
        body += longer
        body += [0, UInt8(area.count)]
        body += area
        body += longer
        body += [0, 0, 0, 0]
        return body
    }

    @Test(arguments: SigningAlgorithm.ordinary)
    func `good keys take any material for a signature`(algorithm: SigningAlgorithm) throws {
        var random = TestRandom()
        let key = SigningKey(algorithm)
        let verifier = SignatureVerifier(key.publicKey)
        var sum = 0
        for _ in 0..<40 {
            let packet = key.forge(
                .userID(key.publicKey, [1, 2]), SignatureRecipe(.genericCertification),
                material: material(&random))
            let verdict = verifier.verify(
                try Signature(packet), on: .userID([1, 2]), cost: &sum)
            guard case .refused = verdict else {
                Issue.record("a made-up signature verifies: \(packet)")
                continue
            }
        }
        #expect(sum > 0)
    }
}
