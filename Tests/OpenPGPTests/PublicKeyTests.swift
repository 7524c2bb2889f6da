import Testing

@testable import OpenPGP

@Suite struct PublicKeyTests {
    @Test(arguments: CurveFixture.all)
    func `curve, size and fingerprint are those that GnuPG shows`(fixture: CurveFixture) throws {
        let key = try PublicKey(body: Fixtures.octets(fixture.body))
        #expect(key.curve == fixture.curve)
        #expect(key.bitLength == fixture.bitLength)
        #expect(key.fingerprint.hex == fixture.fingerprint)
        #expect(key.keyID.hex == fixture.fingerprint.suffix(16))
        #expect(key.algorithm == .ecdsa)
        #expect(key.creationTime == 1_578_441_600)
        #expect(key.isMaterialWellFormed)
        #expect(!key.hasTrailingOctets)
    }

    @Test func `keys of the classic algorithms are understood`() throws {
        let bob = try Fixtures.key(Fixtures.bob).primaryKey
        #expect(bob.fingerprint.hex == "A4082E976D39857CDA7A6DFDB4F2DE0E00B263CE")
        #expect(bob.keyID.hex == "B4F2DE0E00B263CE")
        #expect(bob.algorithm == .rsa)
        #expect(bob.bitLength == 1024)
        #expect(bob.version == 4)
        #expect(bob.creationTime == 1_578_096_000)
        #expect(bob.validityDays == nil)
        let carol = try Fixtures.key(Fixtures.carol)
        #expect(carol.fingerprint.hex == "E7EF5DE46AEC7070B9AB24F1CFA414CF4D914FA2")
        #expect(carol.primaryKey.algorithm == .dsa)
        #expect(carol.primaryKey.bitLength == 1024)
        let subkey = try PublicKey(carol.subkeys[0].packet)
        #expect(subkey.fingerprint.hex == "483D5B4F01FFB5F7660744EA45B3E0CC67A2A0CE")
        #expect(subkey.algorithm == .elGamal)
        #expect(subkey.bitLength == 1024)
        #expect(subkey.isMaterialWellFormed && !subkey.hasTrailingOctets)
    }

    @Test func `Ed25519 and Curve25519 keys of version 4 are understood`() throws {
        let alice = try Fixtures.key(Fixtures.alice)
        #expect(alice.fingerprint.hex == "253F6DE04CD11DA6DD26C846EDAC3EC436B67ED2")
        #expect(alice.primaryKey.algorithm == .eddsaLegacy)
        #expect(alice.primaryKey.curve == .ed25519)
        #expect(alice.primaryKey.bitLength == 256)
        let subkey = try PublicKey(alice.subkeys[0].packet)
        #expect(subkey.fingerprint.hex == "7D15D2643A94EB2625877B7945E913532AFE785A")
        #expect(subkey.algorithm == .ecdh)
        #expect(subkey.curve == .curve25519)
        #expect(subkey.isMaterialWellFormed && !subkey.hasTrailingOctets)
        var reader = PacketReader(Fixtures.rfcVersion4)
        let example = try PublicKey(try #require(try reader.next()))
        #expect(example.fingerprint.hex == "C959BDBAFA32A2F89A153B678CFDE12197965A9A")
    }

    @Test func `the version 6 example of RFC 9580 has the fingerprint printed there`() throws {
        let key = try Fixtures.key(Fixtures.version6)
        #expect(
            key.fingerprint.hex
                == "CB186C4F0609A697E4D52DFA6C722B0C1F1E27C18A56708F6525EC27BAD9ACC9")
        #expect(key.keyID.hex == "CB186C4F0609A697")
        #expect(key.primaryKey.version == 6)
        #expect(key.primaryKey.algorithm == .ed25519)
        #expect(key.primaryKey.bitLength == 256)
        #expect(key.primaryKey.materialRange.count == 32)
        let subkey = try PublicKey(key.subkeys[0].packet)
        #expect(
            subkey.fingerprint.hex
                == "12C83F1E706F6308FE151A417743A1F033790E93E9978488D1DB378DA9930885")
        #expect(subkey.algorithm == .x25519)
    }

    /// Digests computed with Python's hashlib.
    @Test func `versions 3 and 5 have fingerprints and key IDs of their own kind`() throws {
        let old = try PublicKey(
            body: Fixtures.octets("03 30000000 016d 01 0050 c1a2a3a4a5a6a7a8a9ab 0005 11"))
        #expect(old.fingerprint.hex == "80742F84F4FBCF140C17D433DBB84865")
        #expect(old.keyID.hex == "A3A4A5A6A7A8A9AB")
        #expect(old.validityDays == 365)
        #expect(old.bitLength == 80)
        #expect(!old.hasTrailingOctets)
        let libre = try PublicKey(
            body: Fixtures.octets("05 60000000 1b 00000020") + Array(UInt8(0)..<32))
        #expect(
            libre.fingerprint.hex
                == "F7FFACD33630BDECA37D9F5427202E4D7B8C5B3B3933C41D840357599C8E2D2E")
        #expect(libre.keyID.hex == "F7FFACD33630BDEC")
    }

    @Test func `an unknown algorithm has a fingerprint`() throws {
        let key = try PublicKey(body: Fixtures.octets("04 60000000 63") + Array("whatever".utf8))
        #expect(key.fingerprint.hex == "3BCE0BC20D18FB525BD6D12B6A98BACBA5469DD6")
        #expect(key.bitLength == nil)
        #expect(!key.isMaterialWellFormed)
        #expect(!key.hasTrailingOctets)
    }

    @Test func `octets behind the material are tolerated, count and are reported`() throws {
        let body = try Fixtures.key(Fixtures.bob).primaryKey.body
        let longer = try PublicKey(body: body + [0])
        #expect(longer.hasTrailingOctets)
        #expect(longer.fingerprint != (try PublicKey(body: body)).fingerprint)
        #expect(longer.bitLength == 1024)
        let version6 = try PublicKey(
            body: Fixtures.octets("06 60000000 1b 00000020") + Array(UInt8(0)..<33))
        #expect(version6.hasTrailingOctets)
        #expect(version6.isMaterialWellFormed)
    }

    @Test(
        arguments: [
            ("", .truncated(length: 0)), ("01", .unknownVersion(1)), ("07 00", .unknownVersion(7)),
            ("04 6000", .truncated(length: 3)), ("03 30000000 0000", .truncated(length: 7)),
            ("03 30000000 0000 01", .malformedModulus),
            ("03 30000000 0000 01 0040 0102030405060708", .malformedModulus),
            ("03 30000000 0000 01 0038 01020304050607 0005 11", .malformedModulus),
            ("06 60000000 1b 00000001", .materialTooLong(stated: 1, available: 0)),
            ("05 60000000 1b ffffffff 00", .materialTooLong(stated: 0xFFFF_FFFF, available: 1)),
        ] as [(String, PublicKeyError)])
    func `a body without an identity is refused`(hex: String, error: PublicKeyError) {
        #expect(throws: error) { try PublicKey(body: Fixtures.octets(hex)) }
    }

    @Test func `a version 4 body longer than its fingerprint allows is refused`() throws {
        let header: [UInt8] = [4, 0, 0, 0, 0, 99]
        let longest = header + [UInt8](repeating: 0, count: 65_535 - 6)
        #expect(throws: Never.self) { try PublicKey(body: longest) }
        #expect(throws: PublicKeyError.tooLong(length: 65_536)) {
            try PublicKey(body: longest + [0])
        }
    }

    @Test func `material that does not fit is no error, for the identity does not need it`() throws
    {
        let body = try Fixtures.key(Fixtures.bob).primaryKey.body
        for length in 6..<body.count {
            let key = try PublicKey(body: Array(body[..<length]))
            #expect(!key.isMaterialWellFormed)
        }
    }
}
