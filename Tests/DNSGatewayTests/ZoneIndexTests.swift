import Keyring
import OpenPGP
import SyntheticKeys
import Testing

@testable import DNSGateway

@Suite struct ZoneIndexTests {
    private func index(_ keys: TransferablePublicKey..., limit: Int = 4) -> ZoneIndex {
        ZoneIndex(keys.map(\.found), of: Keys.zone, limit: limit, now: Keys.now)
    }

    @Test func `the digest is that of the RFC's example`() {
        let digits = "c93f1e400f26708f98cb19d936620da35eec8f72e57f9eec01c1afd6"
        let label = Array(digits.utf8)
        #expect(LocalPartDigest(label: label) == LocalPartDigest("hugh"))
        #expect(
            LocalPartDigest(label: Array(digits.uppercased().utf8)) == LocalPartDigest("hugh"))
        #expect(LocalPartDigest(label: Array(label.dropLast())) == nil)
        #expect(LocalPartDigest(label: label + label) == nil)
        #expect(LocalPartDigest(label: label.dropLast() + [UInt8(ascii: "g")]) == nil)
    }

    @Test func `an address is found as it is written and in lower case, and no other`() {
        let key = Keys.named(1, "Ada <Ada.Lovelace@Example.org>", "Ada <ada@elsewhere.net>")
        let index = index(key)
        #expect(index[LocalPartDigest("Ada.Lovelace")] == [key.fingerprint])
        #expect(index[LocalPartDigest("ada.lovelace")] == [key.fingerprint])
        #expect(index[LocalPartDigest("ada")] == nil)
        #expect(index.count == 2)
    }

    @Test func `a domain that only ends in the zone's or has its words is another`() {
        let index = index(
            Keys.named(1, "a <a@sub.example.org>"), Keys.named(2, "b <b@xexample.org>"),
            Keys.named(3, "example org <c@example.net>"), Keys.named(4, "d@example.org.net"))
        #expect(index == ZoneIndex())
    }

    @Test func `a revoked user ID is no address`() throws {
        let key = Keys.named(1, "a <a@example.org>")
        var revoked = key
        let userID = key.identities[0].packet.body
        revoked.identities[0].signatures.append(
            SyntheticKey(1).signature(
                type: .certificationRevocation, on: .userID(userID), time: 1_600_000_000))
        #expect(index(key).count == 1)
        #expect(index(revoked).count == 0)
    }

    @Test func `keys of use come before revoked and expired ones, and do not give way to them`() {
        let newest = Keys.revoked(1, "a <a@example.org>")
        let expired = Keys.expiring(2, "a <a@example.org>", seconds: 1_000)
        let good = Keys.expiring(3, "a <a@example.org>", seconds: 1_000_000_000)
        let digest = LocalPartDigest("a")
        #expect(
            index(newest, expired, good)[digest]
                == [good.fingerprint, newest.fingerprint, expired.fingerprint])
        #expect(index(newest, expired, good, limit: 1)[digest] == [good.fingerprint])
    }

    @Test func `what cannot be read is passed over`() {
        let key = Keys.named(1, "a <a@example.org>")
        let damaged = FoundKey(fingerprint: key.fingerprint, digest: nil, packets: [1, 2, 3])
        let index = ZoneIndex([damaged, key.found], of: Keys.zone, limit: 4, now: Keys.now)
        #expect(index[LocalPartDigest("a")] == [key.fingerprint])
    }
}
