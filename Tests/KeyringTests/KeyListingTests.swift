import Keyring
import OpenPGP
import SigningKeys
import SyntheticKeys
import Testing

@Suite struct KeyListingTests {
    @Test func `it shows the primary key, the user IDs and the subkeys`() throws {
        let synthetic = SyntheticKey(5)
        let key = synthetic.with(
            identities: [synthetic.userID(0), synthetic.userID(1)],
            subkeys: [synthetic.subkey(0)])
        let listing = try KeyListing(packets: key.encoded(), digest: key.sksDigest)
        #expect(listing.version == 4)
        #expect(listing.fingerprint == key.fingerprint)
        #expect(listing.algorithm == .eddsaLegacy)
        #expect(listing.creationTime == 1_500_000_005)
        #expect(listing.expirationTime == nil)
        #expect(!listing.isRevoked)
        #expect(listing.digest == key.sksDigest)
        #expect(
            listing.userIDs.map(\.display)
                == ["Name 5 <user5.0@example.net>", "Name 5 <user5.1@example.net>"])
        #expect(listing.userIDs.map(\.creationTime) == [1_500_000_105, 1_500_000_105])
        #expect(listing.subkeys.map(\.algorithm) == [.ecdh])
    }

    @Test func `a revocation that names the key as its issuer is shown`() throws {
        let synthetic = SyntheticKey(6)
        var key = synthetic.key
        key.directSignatures = [synthetic.signature(type: 0x20, "revocation")]
        #expect(try KeyListing(packets: key.encoded()).isRevoked)
        key.directSignatures = [SyntheticKey(7).signature(type: 0x20, "of another")]
        #expect(try !KeyListing(packets: key.encoded()).isRevoked)
    }

    @Test func `a search for exactly a user ID or its address ignores the case of letters`() {
        let key = SyntheticKey(8).key
        #expect(key.hasUserID(exactly: "USER8.0@example.net"))
        #expect(key.hasUserID(exactly: "name 8 <user8.0@example.net>"))
        #expect(!key.hasUserID(exactly: "user8"))
    }

    @Test func `a soft revocation is undone by a newer certification, a hard one is not`() {
        let signer = SigningKey(.ed25519, number: 51)
        func isRevoked(reason: UInt8?, certifiedAt time: UInt32) -> Bool {
            var key = signer.certificate(userIDs: ["A"], at: time)
            key.directSignatures = [signer.revocation(reason: reason, at: 1_600_000_000)]
            return KeyListing(of: key, digest: nil).isRevoked
        }
        #expect(isRevoked(reason: RevocationReason.retired, certifiedAt: 1_599_999_999))
        #expect(isRevoked(reason: RevocationReason.retired, certifiedAt: 1_600_000_000))
        #expect(!isRevoked(reason: RevocationReason.retired, certifiedAt: 1_600_000_001))
        #expect(isRevoked(reason: nil, certifiedAt: 1_600_000_001))
        #expect(isRevoked(reason: RevocationReason.compromised, certifiedAt: 1_600_000_001))
        #expect(!isRevoked(reason: 77, certifiedAt: 1_600_000_001))
    }

    @Test func `a revoked user ID can be taken up again`() {
        let signer = SigningKey(.ed25519, number: 52)
        var key = signer.certificate(userIDs: ["A"], at: 1_600_000_000)
        key.identities[0].signatures.append(
            signer.userIDRevocation("A", reason: nil, at: 1_600_000_001))
        #expect(KeyListing(of: key, digest: nil).userIDs[0].isRevoked)
        key.identities[0].signatures.append(signer.selfCertification("A", at: 1_600_000_002))
        #expect(!KeyListing(of: key, digest: nil).userIDs[0].isRevoked)
    }

    @Test func `the expiration is said by the newest of direct-key signature and primary user ID`()
    {
        let signer = SigningKey(.ed25519, number: 53)
        let created = signer.publicKey.creationTime
        func expires(_ seconds: UInt32) -> [Subpacket] { [.keyExpirationTime(seconds)] }
        var key = signer.certificate(userIDs: [])
        key.identities = [
            component(
                userID: "A",
                [
                    signer.selfCertification(
                        "A", at: 1_600_000_000, hashed: [.primaryUserID] + expires(100))
                ]),
            component(
                userID: "B", [signer.selfCertification("B", at: 1_600_000_500, hashed: expires(7))]),
        ]
        #expect(KeyListing(of: key, digest: nil).expirationTime == created + 100)
        key.directSignatures = [signer.directKeySignature(at: 1_600_000_001)]
        #expect(KeyListing(of: key, digest: nil).expirationTime == created + 100)
        key.directSignatures = [
            signer.directKeySignature(at: 1_600_000_001, hashed: expires(200))
        ]
        #expect(KeyListing(of: key, digest: nil).expirationTime == created + 200)
        key.identities[0].signatures.append(
            signer.selfCertification("A", at: 1_600_000_002, hashed: [.primaryUserID]))
        #expect(KeyListing(of: key, digest: nil).expirationTime == nil)
    }

    @Test func `a subkey has version, expiration and revocation of its own`() {
        let signer = SigningKey(.ed25519, number: 54)
        let subkey = EncryptionKey.curve25519()
        var key = signer.certificate(userIDs: ["A"])
        key.subkeys = [
            component(
                subkey: subkey, [signer.binding(subkey, hashed: [.keyExpirationTime(50)])])
        ]
        let listed = KeyListing(of: key, digest: nil).subkeys[0]
        #expect(listed.version == 4)
        #expect(listed.expirationTime == subkey.creationTime + 50)
        #expect(!listed.isRevoked)
        key.subkeys[0].signatures.append(signer.subkeyRevocation(subkey))
        #expect(KeyListing(of: key, digest: nil).subkeys[0].isRevoked)
    }
}
