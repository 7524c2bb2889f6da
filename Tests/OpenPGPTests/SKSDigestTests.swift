import TestSupport
import Testing

@testable import OpenPGP

@Suite struct SKSDigestTests {
    /// Digests computed by a Python script over the same octets.
    @Test(arguments: [
        (Fixtures.alice, "1588422a801ae88dbbfcc035c7f0df5a"),
        (Fixtures.bob, "0ece7a605fd1a72f5b48ae5617156f0d"),
        (Fixtures.carol, "dc15ae04a65d92838abc5aba9a907d53"),
    ])
    func `digests are those of an independent computation`(text: String, digest: String) throws {
        #expect(try Fixtures.key(text).sksDigest.hex == digest)
        #expect(try Fixtures.key(text).normalized().sksDigest.hex == digest)
    }

    @Test func `a version 3 key with a user ID has the digest computed elsewhere`() throws {
        let key = TransferablePublicKey(
            primaryKey: try PublicKey(
                body: Fixtures.octets("03 30000000 016d 01 0050 c1a2a3a4a5a6a7a8a9ab 0005 11")),
            identities: [
                TransferablePublicKey.Component(
                    packet: Packet(tag: .userID, body: Array("Old Key <old@example.org>".utf8)))
            ])
        #expect(key.sksDigest.hex == "e42522d8befe5c7563c935a9b7bc893f")
    }

    @Test func `a signature that stands twice counts twice, wherever it stands`() throws {
        let key = try Fixtures.key(Fixtures.bob)
        let signature = try #require(key.identities[0].signatures.first)
        var direct = key
        direct.directSignatures.append(signature)
        var repeated = key
        repeated.identities[0].signatures.append(signature)
        #expect(direct.sksDigest != key.sksDigest)
        #expect(direct.sksDigest == repeated.sksDigest)
    }

    @Test func `digests equal their slow twin`() throws {
        var random = TestRandom()
        for _ in 0..<300 {
            let key = random.key(primary: try Fixtures.key(Fixtures.bob).primaryKey)
            var preimage: [UInt8] = []
            for packet in key.packets.sorted() {
                let length = UInt32(packet.body.count)
                preimage += [0, 0, 0, packet.tag.rawValue]
                preimage += (0..<4).map { UInt8(length >> (24 - 8 * $0) & 255) }
                preimage += packet.body
            }
            #expect(key.sksDigest.bytes == MessageDigest.md5(preimage))
        }
    }

    @Test func `only keys that SKS can parse are for SKS`() throws {
        let subkey = [
            TransferablePublicKey.Component(packet: Packet(tag: .publicSubkey, body: [4]))
        ]
        let old = try PublicKey(
            body: Fixtures.octets("02 30000000 0000 01 0040 c1a2a3a4a5a6a7a8 0005 11"))
        #expect(try Fixtures.key(Fixtures.alice).isRepresentableInSKS)
        #expect(TransferablePublicKey(primaryKey: old).isRepresentableInSKS)
        #expect(!TransferablePublicKey(primaryKey: old, subkeys: subkey).isRepresentableInSKS)
        #expect(!(try Fixtures.key(Fixtures.version6)).isRepresentableInSKS)
        let libre = try PublicKey(body: Fixtures.octets("05 60000000 63 00000000"))
        #expect(!TransferablePublicKey(primaryKey: libre).isRepresentableInSKS)
    }
}
