import Testing

@testable import OpenPGP

@Suite struct SignatureVerifierTests {
    @Test(arguments: [
        Fixtures.alice, Fixtures.bob, Fixtures.carol, Fixtures.version6,
        PostQuantumFixtures.mlDSA65, PostQuantumFixtures.mlDSA87, ApprovalFixture.alice,
    ])
    func `every self-signature of other programs' keys verifies`(text: String) throws {
        let signatures = SelfSignatures(of: try Fixtures.key(text))
        #expect(signatures.defects == [])
        #expect(!signatures.verified.isEmpty)
        #expect(signatures.verifier.obstacle == nil)
    }

    @Test func `a revocation by GnuPG verifies on its key and on no other`() throws {
        var reader = PacketReader(try Fixtures.octets(armored: Fixtures.bobRevocation))
        let signature = try Signature(try #require(try reader.next()))
        var cost = 0
        let bob = SignatureVerifier(try Fixtures.key(Fixtures.bob).primaryKey)
        guard case .verified = bob.verify(signature, on: .primaryKey, cost: &cost) else {
            Issue.record("the revocation does not verify")
            return
        }
        let carol = SignatureVerifier(try Fixtures.key(Fixtures.carol).primaryKey)
        #expect(
            carol.verify(signature, on: .primaryKey, cost: &cost) == .refused(.foreignIssuer))
    }

    @Test func `signatures by SLH-DSA are declared unsupported`() throws {
        let key = try Fixtures.key(PostQuantumFixtures.slhDSA128s)
        let signatures = SelfSignatures(of: key)
        let obstacle = VerificationObstacle.unsupportedAlgorithm(.slhDSA128s)
        #expect(signatures.verifier.obstacle == obstacle)
        #expect(signatures.defects == [.issuer(obstacle)])
        #expect(!SignatureVerifier.capabilities.contains("slh"))
    }

    @Test func `the capabilities name all that is verified`() {
        let text = SignatureVerifier.capabilities
        print(text)
        for name in ["rsa", "dsa", "nistP521", "brainpoolP384r1", "secp256k1", "ed448", "md5"] {
            #expect(text.contains(name))
        }
    }
}
