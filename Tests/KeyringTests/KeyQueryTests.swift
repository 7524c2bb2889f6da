import Keyring
import OpenPGP
import Testing

@Suite struct KeyQueryTests {
    private func parse(_ text: String, exact: Bool = false) throws(KeyQueryError) -> KeyQuery {
        try KeyQuery.parse(search: Array(text.utf8), exact: exact)
    }

    @Test func `what follows 0x is a key ID or a fingerprint by its length`() throws {
        let fingerprint = String(repeating: "0123456789ABCDEF", count: 4)
        #expect(try parse("0x89ABCDEF") == .shortKeyID(0x89AB_CDEF))
        #expect(
            try parse("0X0123456789abcdef")
                == .keyID(KeyID(rawValue: 0x0123_4567_89AB_CDEF)))
        for digits in [32, 40, 64] {
            let text = String(fingerprint.prefix(digits))
            let expected = try #require(Fingerprint(hex: text))
            #expect(try parse("0x" + text) == .fingerprint(expected))
        }
    }

    @Test func `a fingerprint pasted with blanks is understood`() throws {
        let expected = try #require(Fingerprint(hex: String(repeating: "AB12", count: 10)))
        #expect(
            try parse(" 0xAB12 AB12 AB12 AB12 AB12  AB12 AB12 AB12 AB12 AB12\n")
                == .fingerprint(expected))
    }

    @Test func `other lengths and other characters after 0x are refused`() {
        #expect(throws: KeyQueryError.hexadecimalLength(7)) { try parse("0x1234567") }
        #expect(throws: KeyQueryError.notHexadecimal) { try parse("0x1234567g") }
        #expect(throws: KeyQueryError.empty) { try parse("0x") }
    }

    @Test func `any other text is words, each once`() throws {
        #expect(
            try parse("Bob bob <bob@example.net>")
                == .words(["bob", "example", "net"].map { Array($0.utf8) }, exactly: nil))
        #expect(
            try parse("bob@example.net", exact: true)
                == .words(
                    ["bob", "example", "net"].map { Array($0.utf8) },
                    exactly: "bob@example.net"))
        #expect(throws: KeyQueryError.empty) { try parse(" <> ") }
    }

    @Test func `a search of very many words is refused`() {
        let text = (0..<100).map { "w\($0)" }.joined(separator: " ")
        #expect(throws: KeyQueryError.tooManyWords(100)) { try parse(text) }
    }

    @Test func `a digest has 32 digits`() throws {
        let digest = try #require(KeyDigest(hex: "da84f40d830a7be2a3c0b7f2e146bfaa"))
        #expect(
            try KeyQuery.parse(digest: Array("DA84F40D830A7BE2A3C0B7F2E146BFAA".utf8))
                == .digest(digest))
        #expect(throws: KeyQueryError.hexadecimalLength(31)) {
            try KeyQuery.parse(digest: Array("A84F40D830A7BE2A3C0B7F2E146BFAA".utf8))
        }
    }

    @Test func `an identity is a whole user ID or address`() throws {
        #expect(
            try KeyQuery.identity(" Bob@Example.net ")
                == .words(
                    ["bob", "example", "net"].map { Array($0.utf8) },
                    exactly: "Bob@Example.net"))
        // Not a fingerprint, whatever it looks like.
        #expect(
            try KeyQuery.identity("0x89ABCDEF")
                == .words([Array("0x89abcdef".utf8)], exactly: "0x89ABCDEF"))
        #expect(throws: KeyQueryError.empty) { try KeyQuery.identity("@") }
    }
}
