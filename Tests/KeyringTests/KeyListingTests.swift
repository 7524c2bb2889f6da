import Keyring
import OpenPGP
import SyntheticKeys
import Testing

@Suite struct KeyListingTests {
    @Test func `it shows the primary key, the user IDs and the subkeys`() throws {
        let synthetic = SyntheticKey(5)
        let key = synthetic.with(
            identities: [synthetic.userID(0), synthetic.userID(1)],
            subkeys: [synthetic.subkey(0)])
        let listing = try KeyListing(packets: key.encoded())
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
}
