import TestSupport
import Testing

@testable import OpenPGP

@Suite struct ArmorTests {
    private func decode(_ text: String) throws -> [ArmoredBlock] {
        try Armor.decode(Array(text.utf8))
    }

    private var bob: [UInt8] {
        get throws { try Fixtures.octets(armored: Fixtures.bob) }
    }

    @Test func `what GnuPG wrote is written again, octet for octet`() throws {
        for text in [Fixtures.alice, Fixtures.bob, Fixtures.carol] {
            let octets = try Fixtures.octets(armored: text)
            #expect(String(decoding: Armor.encode(octets), as: UTF8.self) == text)
        }
    }

    @Test func `all lengths come back`() throws {
        var random = TestRandom()
        for length in Array(0...200) + [1000, 4096, 100_000] {
            let octets = random.octets(length)
            let headers = [ArmoredBlock.Header(key: "Comment", value: "n: \(length)")]
            let text = Armor.encode(octets, kind: .message, headers: headers)
            let blocks = try Armor.decode(text)
            #expect(
                blocks == [
                    ArmoredBlock(kind: .message, headers: headers, bytes: octets, line: 1)
                ])
            let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
            #expect(lines.allSatisfy { $0.count <= 64 })
        }
    }

    @Test func `the checksum is that of RFC 9580`() {
        // The check value of CRC-24/OPENPGP over the digits 1 to 9.
        var checksum = CRC24()
        checksum.update(Array("123456789".utf8).span)
        #expect(checksum.value == 0x21CF02)
        #expect(CRC24().value == 0xB704CE)
    }

    @Test func `the fast checksum equals the definition bit by bit`() {
        var random = TestRandom()
        for _ in 0..<100 {
            let octets = random.octets(count: 0...70)
            var register: UInt32 = 0xB704CE
            for octet in octets {
                register ^= UInt32(octet) << 16
                for _ in 0..<8 {
                    register <<= 1
                    if register & 0x100_0000 != 0 { register ^= 0x186_4CFB }
                }
            }
            let cut = Int.random(in: 0...octets.count, using: &random)
            var checksum = CRC24()
            checksum.update(Array(octets[..<cut]).span)
            checksum.update(Array(octets[cut...]).span)
            #expect(checksum.value == register)
        }
    }

    @Test(arguments: [
        "prose before\n%\nprose behind\n",
        "%",
    ])
    func `prose around a block is passed over`(frame: String) throws {
        let parts = frame.split(separator: "%", omittingEmptySubsequences: false)
        let text = parts.joined(separator: Fixtures.bob)
        #expect(try decode(text).map(\.bytes) == [try bob])
    }

    @Test func `line ends, trailing spaces and strange headers are accepted`() throws {
        let expected = [try bob]
        func changed(_ change: (String) -> String) throws -> [[UInt8]] {
            let lines = Fixtures.bob.split(separator: "\n", omittingEmptySubsequences: false)
            return try decode(lines.map { change(String($0)) }.joined(separator: "\n")).map(\.bytes)
        }
        #expect(try changed { $0 + "\r" } == expected)
        #expect(try changed { $0 + " \t " } == expected)
        #expect(try changed { $0.isEmpty ? " \t" : $0 } == expected)
        #expect(
            try changed { $0.isEmpty ? "Version: 1\nX-Odd: a: b\nVersion: 2\nEmpty:\n" : $0 }
                == expected)
        #expect(try changed { $0.hasPrefix("=") ? "=AAAA" : $0 } == expected)
        #expect(try changed { $0.hasPrefix("=") ? "" : $0 } == expected)
        #expect(
            try decode(Fixtures.bob.replacing("BLOCK-----\n\n", with: "BLOCK-----\n")).map(\.bytes)
                == expected)
        #expect(try decode(String(Fixtures.bob.dropLast())).map(\.bytes) == expected)
    }

    @Test func `headers are given in order, repeated ones too`() throws {
        let text = Fixtures.bob.replacing(
            "BLOCK-----\n\n", with: "BLOCK-----\nHash: a\nHash:  b:c \nEmpty:\n\n")
        let headers = try #require(try decode(text).first).headers
        #expect(
            headers == [
                ArmoredBlock.Header(key: "Hash", value: "a"),
                ArmoredBlock.Header(key: "Hash", value: "b:c"),
                ArmoredBlock.Header(key: "Empty", value: ""),
            ])
    }

    @Test func `several blocks are given with their lines and kinds`() throws {
        let text =
            Fixtures.bob + "between\n"
            + Fixtures.alice.replacing("PUBLIC KEY BLOCK", with: "SIGNATURE")
        let blocks = try decode(text)
        #expect(blocks.map(\.kind) == [.publicKeyBlock, .signature])
        #expect(
            blocks.map(\.line) == [
                1, Fixtures.bob.split(separator: "\n", omittingEmptySubsequences: false).count + 1,
            ])
    }

    @Test func `spaces that once were plus signs are understood`() throws {
        let octets = [UInt8](repeating: 0xFB, count: 300)
        let text = String(decoding: Armor.encode(octets), as: UTF8.self)
        #expect(text.contains("+"))
        #expect(try decode(text.replacing("+", with: " ")).map(\.bytes) == [octets])
    }

    @Test func `signed text is passed over for the signature behind it`() throws {
        let text =
            "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nhello\n"
            + String(decoding: Armor.encode([1, 2], kind: .signature), as: UTF8.self)
        #expect(try decode(text).map(\.kind) == [.signature])
    }

    @Test(
        arguments: [
            ("", .noBlock), ("hello\n", .noBlock), ("-----BEGIN PGP -----", .noBlock),
            ("\n-----BEGIN PGP MESSAGE-----\n", .unended(line: 2)),
            ("-----BEGIN PGP MESSAGE-----\n\nAAAA\n", .unended(line: 1)),
            (
                "-----BEGIN PGP MESSAGE-----\n\nAAAA\n-----BEGIN PGP MESSAGE-----\n",
                .unended(line: 1)
            ),
            ("-----BEGIN PGP MESSAGE-----\nno header!\n\n", .malformedHeader(line: 2)),
            (
                "-----BEGIN PGP MESSAGE-----\n\nAA*A\n-----END PGP MESSAGE-----\n",
                .invalidCharacter(octet: 0x2A, line: 3)
            ),
            (
                "-----BEGIN PGP MESSAGE-----\n\nAA A-\n-----END PGP MESSAGE-----\n",
                .invalidCharacter(octet: 0x20, line: 3)
            ),
            (
                "-----BEGIN PGP MESSAGE-----\n\nAAAA\nA\n-----END PGP MESSAGE-----\n",
                .invalidLength(line: 4)
            ),
            (
                "-----BEGIN PGP MESSAGE-----\n\nAA==\nAAAA\n-----END PGP MESSAGE-----\n",
                .invalidLength(line: 4)
            ),
            (
                "-----BEGIN PGP MESSAGE-----\n\nAAA==\n-----END PGP MESSAGE-----\n",
                .invalidLength(line: 3)
            ),
        ] as [(String, ArmorError)])
    func `bad armor is refused with the line`(text: String, error: ArmorError) {
        #expect(throws: error) { try decode(text) }
    }

    @Test func `a reader goes on behind a bad block`() throws {
        let bad = "-----BEGIN PGP MESSAGE-----\n\nAA*A\n-----END PGP MESSAGE-----\n"
        let cut = "-----BEGIN PGP MESSAGE-----\n\nAAAA\n"
        var reader = ArmorReader(Array((bad + cut + Fixtures.bob).utf8))
        #expect(throws: ArmorError.invalidCharacter(octet: 0x2A, line: 3)) { try reader.next() }
        #expect(throws: ArmorError.unended(line: 5)) { try reader.next() }
        #expect(try reader.next()?.bytes == (try bob))
        #expect(try reader.next() == nil)
    }

    @Test func `the bounds hold`() throws {
        let long = String(repeating: "Comment: 0123456789\n", count: 4000)
        #expect(throws: ArmorError.self) {
            try decode(Fixtures.bob.replacing("BLOCK-----\n\n", with: "BLOCK-----\n\(long)\n"))
        }
        #expect(throws: ArmorError.tooLong(length: 5, limit: 4)) {
            try Armor.decode([1, 2, 3, 4, 5], maximumLength: 4)
        }
        let block = "-----BEGIN PGP X-----\n\n-----END PGP X-----\n"
        #expect(throws: ArmorError.tooManyBlocks(limit: Armor.maximumBlocks)) {
            try decode(String(repeating: block, count: Armor.maximumBlocks + 1))
        }
    }

    @Test func `binary is told from text by its first octet`() throws {
        #expect(Armor.looksBinary(try bob))
        #expect(!Armor.looksBinary(Array(Fixtures.bob.utf8)))
        #expect(!Armor.looksBinary([]))
        #expect(Armor.isArmored([]))
    }
}
