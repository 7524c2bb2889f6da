import Testing

@testable import OpenPGP

@Suite struct SignatureTests {
    private func signatures(of text: String) throws -> [Signature] {
        try Fixtures.key(text).packets.filter { $0.tag == .signature }.map {
            try Signature($0)
        }
    }

    @Test func `a self-certification is understood`() throws {
        let key = try Fixtures.key(Fixtures.alice)
        let identity = try #require(
            key.identities.first { UserID($0.packet).email == "alice@example.org" })
        let signature = try #require(
            try identity.signatures.map { try Signature($0) }.first {
                $0.type == .positiveCertification
            })
        #expect(signature.version == 4)
        #expect(signature.publicKeyAlgorithm == .eddsaLegacy)
        #expect(signature.hashAlgorithm == .sha256)
        #expect(signature.creationTime == 1_578_268_800)
        #expect(signature.issuerKeyID == key.keyID)
        #expect(signature.issuerFingerprint == key.fingerprint)
        #expect(signature.isPrimaryUserID)
        #expect(signature.isExportable)
        #expect(signature.keyFlags == [.certify, .sign])
        #expect(signature.expirationTime == nil)
        #expect(signature.keyExpirationTime == nil)
        #expect(signature.reasonForRevocation == nil)
        #expect(signature.left16 == 0x4A0B)
        #expect(signature.salt.isEmpty)
        #expect(
            signature.hashedSubpackets.map(\.type.rawValue) == [27, 11, 21, 22, 30, 23, 33, 2, 25])
        #expect(signature.unhashedSubpackets.map(\.type) == [.issuerKeyID])
        #expect(signature.hashedSubpackets.last?.body == [1])
        #expect(signature.hashedRange.lowerBound == 0)
        #expect(signature.material.count == 2 + 32 + 2 + 32)
    }

    @Test func `a binding says how long the subkey lives and what for`() throws {
        let key = try Fixtures.key(Fixtures.alice)
        let binding = try Signature(try #require(key.subkeys[0].signatures.first))
        #expect(binding.type == .subkeyBinding)
        #expect(binding.keyFlags == [.encryptCommunications, .encryptStorage])
        #expect(binding.keyExpirationTime == 63_072_000)
    }

    @Test func `a revocation gives its reason`() throws {
        let octets = try Fixtures.octets(armored: Fixtures.bobRevocation)
        var reader = PacketReader(octets)
        let signature = try Signature(try #require(try reader.next()))
        let bob = try Fixtures.key(Fixtures.bob)
        #expect(signature.type == .keyRevocation)
        #expect(signature.issuerKeyID == bob.keyID)
        #expect(signature.issuerFingerprint == bob.fingerprint)
        #expect(signature.reasonForRevocation == RevocationReason(code: 2, text: "lost"))
    }

    @Test func `the version 6 example of RFC 9580 is understood`() throws {
        let key = try Fixtures.key(Fixtures.version6)
        let direct = try Signature(try #require(key.directSignatures.first))
        #expect(direct.version == 6)
        #expect(direct.type == .directKey)
        #expect(direct.publicKeyAlgorithm == .ed25519)
        #expect(direct.hashAlgorithm == .sha512)
        #expect(direct.creationTime == 0x6387_7FE3)
        #expect(direct.issuerFingerprint == key.fingerprint)
        #expect(direct.issuerKeyID == key.keyID)
        #expect(direct.salt.count == 32)
        #expect(direct.material.count == 64)
        let creation = try #require(direct.hashedSubpackets.first { $0.type == .creationTime })
        #expect(creation.isCritical)
    }

    private static let old = "03 05 13 38000000 0102030405060708 01 01 abcd 0008 ff"

    @Test func `a version 3 signature has fields in place of subpackets`() throws {
        let signature = try Signature(body: Fixtures.octets(Self.old))
        #expect(signature.type == .positiveCertification)
        #expect(signature.creationTime == 0x3800_0000)
        #expect(signature.issuerKeyID == KeyID(rawValue: 0x0102_0304_0506_0708))
        #expect(signature.issuerFingerprint == nil)
        #expect(signature.hashAlgorithm == .md5)
        #expect(signature.left16 == 0xABCD)
        #expect(Array(signature.body[signature.hashedRange]) == Fixtures.octets("13 38000000"))
        #expect(Array(signature.material) == Fixtures.octets("0008 ff"))
        #expect(signature.hashedSubpackets.isEmpty && signature.unhashedSubpackets.isEmpty)
    }

    /// A version 4 signature with these areas.
    private func signature(hashed: String, unhashed: String = "") throws -> Signature {
        let areas = [hashed, unhashed].map { Fixtures.octets($0) }
        let lengths = areas.map { [UInt8($0.count >> 8), UInt8($0.count & 255)] }
        return try Signature(
            body: [4, 0x10, 1, 8] + lengths[0] + areas[0] + lengths[1] + areas[1] + [0, 0])
    }

    @Test func `the issuer is taken from what is hashed before what is not`() throws {
        let hashedID = "09 10 1111111111111111"
        let otherID = "09 10 2222222222222222"
        let fingerprint = "16 21 04 000000000000000000000000 3333333333333333"
        func issuer(_ hashed: String, _ unhashed: String) throws -> String? {
            try signature(hashed: hashed, unhashed: unhashed).issuerKeyID?.hex
        }
        #expect(try issuer("", "") == nil)
        #expect(try issuer("", otherID) == "2222222222222222")
        #expect(try issuer(hashedID, otherID) == "1111111111111111")
        #expect(try issuer(fingerprint, otherID) == "3333333333333333")
        #expect(try issuer(fingerprint, hashedID + otherID) == "3333333333333333")
        #expect(try issuer("", fingerprint) == "3333333333333333")
        #expect(try issuer("", fingerprint + otherID) == "2222222222222222")
        let version6 = "22 21 06 4444444444444444" + String(repeating: "55", count: 24)
        #expect(try issuer("", version6) == "4444444444444444")
        // A fingerprint shorter than its version says nothing.
        #expect(try issuer("03 21 04 00", "") == nil)
    }

    @Test func `only hashed subpackets say what the signer said`() throws {
        let facts = "05 02 00000001 05 03 00000002 05 09 00000003 02 19 01 02 04 00 02 1b 02"
        let said = try signature(hashed: facts)
        #expect(said.creationTime == 1)
        #expect(said.expirationTime == 2)
        #expect(said.keyExpirationTime == 3)
        #expect(said.isPrimaryUserID)
        #expect(!said.isExportable)
        #expect(said.keyFlags == .sign)
        let hinted = try signature(hashed: "", unhashed: facts)
        #expect(hinted.creationTime == nil)
        #expect(hinted.expirationTime == nil)
        #expect(hinted.keyExpirationTime == nil)
        #expect(!hinted.isPrimaryUserID)
        #expect(hinted.isExportable)
        #expect(hinted.keyFlags == nil)
    }

    @Test func `of repeated subpackets the last counts, and misshapen ones do not`() throws {
        #expect(try signature(hashed: "05 02 00000001 05 82 00000002").creationTime == 2)
        #expect(try signature(hashed: "05 02 00000001 04 02 000002").creationTime == 1)
    }

    @Test func `subpackets of every length form are read`() throws {
        for count in [1, 2, 191, 192, 8000, 16_319, 16_320, 40_000] {
            let body = [UInt8](repeating: 5, count: count - 1)
            var area: [UInt8] =
                count < 192
                ? [UInt8(count)]
                : count < 16_320
                    ? [UInt8((count - 192) >> 8 + 192), UInt8((count - 192) & 255)]
                    : [255, 0, 0, UInt8(count >> 8), UInt8(count & 255)]
            area += [0x94] + body
            let lengths: [UInt8] = [UInt8(area.count >> 8), UInt8(area.count & 255)]
            let signature = try Signature(body: [4, 0x10, 1, 8] + lengths + area + [0, 0, 0, 0])
            #expect(
                signature.hashedSubpackets == [
                    Subpacket(type: .notation, isCritical: true, body: body)
                ])
        }
    }

    @Test(arguments: ["00", "02", "0210", "ff00000000", "ff00000001", "c0", "c000", "fe0000"])
    func `a misshapen area is refused, hashed or not`(area: String) throws {
        let good = "05 02 00000001"
        #expect(throws: SignatureError.malformedSubpacket(offset: 12)) {
            try signature(hashed: good + area)
        }
        #expect(throws: SignatureError.malformedSubpacket(offset: 14)) {
            try signature(hashed: good, unhashed: area)
        }
    }

    @Test(
        arguments: [
            ("", .truncated(offset: 0)), ("01", .unknownVersion(1)), ("07", .unknownVersion(7)),
            ("03 05", .truncated(offset: 2)), ("04 10 01", .truncated(offset: 3)),
            ("03 06 13 38000000 0102030405060708 01 01 abcd", .hashedLength(6)),
            ("04 10 01 08 00", .truncated(offset: 4)), ("04 10 01 08 0001", .truncated(offset: 4)),
            ("04 10 01 08 0000 0001", .truncated(offset: 6)),
            ("04 10 01 08 0000 0000 00", .truncated(offset: 8)),
            ("06 10 01 08 00000000 00000000 0000", .truncated(offset: 14)),
            ("06 10 01 08 00000000 00000000 0000 02 00", .truncated(offset: 14)),
            ("06 10 01 08 ffffffff", .truncated(offset: 4)),
        ] as [(String, SignatureError)])
    func `a body that is cut off is refused with the place`(hex: String, error: SignatureError) {
        #expect(throws: error) { try Signature(body: Fixtures.octets(hex)) }
    }

    @Test func `no truncation of a real signature before its material is taken`() throws {
        for text in [Fixtures.alice, Fixtures.bob, Fixtures.version6] {
            for signature in try signatures(of: text) {
                for length in 0..<signature.materialRange.lowerBound {
                    #expect(throws: SignatureError.self) {
                        try Signature(body: Array(signature.body[..<length]))
                    }
                }
            }
        }
    }
}
