import Keyring
import OpenPGP
import SyntheticKeys
import Testing

@testable import DNSGateway

@Suite struct ReducedKeyTests {
    private func reduced(
        _ key: TransferablePublicKey, _ localPart: String = "a"
    ) throws -> TransferablePublicKey? {
        try ReducedKey(
            key.found, for: LocalPartDigest(localPart), in: Keys.zone, now: Keys.now
        ).map { try TransferablePublicKey.decode($0.packets) }
    }

    @Test func `the primary key, the user ID that was asked for and the subkeys are left`() throws {
        let synthetic = SyntheticKey(1)
        var key = Keys.named(
            1, "A <a@example.org>", "B <b@example.org>", "A <a@example.net>",
            subkeys: [synthetic.subkey(0)])
        key.identities.append(
            .init(packet: Packet(tag: .userAttribute, body: [3, 100, 0, 0]), signatures: []))
        let left = try #require(try reduced(key))
        #expect(left.primary == key.primary)
        #expect(left.identities == [key.identities[0]])
        #expect(left.subkeys == key.subkeys)
    }

    @Test func `of statements the newest is left, of others' certifications none`() throws {
        let synthetic = SyntheticKey(1)
        let userID = Array("A <a@example.org>".utf8)
        func certification(_ time: Int, by signer: SyntheticKey) -> Packet {
            signer.signature(
                type: .positiveCertification, on: .userID(userID), of: synthetic, time: time)
        }
        let newest = certification(1_600_000_002, by: synthetic)
        let key = synthetic.with(identities: [
            .init(
                packet: Packet(tag: .userID, body: userID),
                signatures: [
                    certification(1_600_000_001, by: synthetic), newest,
                    certification(1_600_000_000, by: synthetic),
                    certification(1_600_000_003, by: SyntheticKey(2)),
                ])
        ])
        #expect(try reduced(key)?.identities[0].signatures == [newest])
    }

    @Test func `a revocation of the key is left`() throws {
        let key = Keys.revoked(1, "A <a@example.org>")
        let left = try #require(try reduced(key))
        #expect(left.directSignatures == key.directSignatures)
        #expect(
            ReducedKey(key.found, for: LocalPartDigest("a"), in: Keys.zone, now: Keys.now)?
                .isUsable == false)
    }

    @Test func `a subkey that has expired is left out`() throws {
        let synthetic = SyntheticKey(1)
        let expired = synthetic.subkey(0)
        let subkey = try PublicKey(expired.packet)
        let binding = synthetic.signature(
            type: .subkeyBinding, on: .subkey(subkey), time: 1_600_000_000,
            subpackets: Keys.expiration(1_000))
        let good = synthetic.subkey(1)
        let key = Keys.named(
            1, "A <a@example.org>",
            subkeys: [.init(packet: expired.packet, signatures: [binding]), good])
        #expect(try reduced(key)?.subkeys == [good])
    }

    @Test func `a key without the address is not given out`() throws {
        #expect(try reduced(Keys.named(1, "B <b@example.org>")) == nil)
        #expect(try reduced(Keys.named(1, "A <a@example.net>")) == nil)
        #expect(try reduced(Keys.named(1, "A <A@example.org>")) != nil)
    }

    @Test func `old clients are spared what they cannot read`() throws {
        let legacy = Keys.named(1, "A <a@example.org>")
        let found = FoundKey(
            fingerprint: legacy.fingerprint, digest: nil, packets: [1, 2, 3],
            legacyPackets: legacy.encoded())
        let reduced = ReducedKey(
            found, for: LocalPartDigest("a"), in: Keys.zone, now: Keys.now)
        #expect(reduced?.packets == legacy.encoded())
    }
}
