import Testing

@testable import OpenPGP

@Suite struct UserIDTests {
    @Test(
        arguments: [
            ("Alice Example <alice@example.org>", "alice@example.org"),
            ("alice@example.org", "alice@example.org"),
            ("<alice@example.org>", "alice@example.org"),
            ("A <not this> <Alice@Example.ORG> trailing", "Alice@Example.ORG"),
            ("Jürgen <jürgen@exämple.org>", "jürgen@exämple.org"),
            ("Alice", nil), ("", nil), ("Alice <alice>", nil), ("Alice <@example.org>", nil),
            ("Alice <alice@>", nil), ("Alice <alice@a@b>", nil), ("Alice <alice@b", nil),
            ("Alice alice@example.org", nil), ("<al ice@example.org>", nil), ("@", nil),
            ("<alice\u{0}@example.org>", nil), ("<>", nil), (">x@y<", nil),
        ] as [(String, String?)])
    func `the address is found where there is one`(text: String, email: String?) {
        #expect(UserID(body: Array(text.utf8)).email == email)
    }

    @Test func `octets that are not UTF-8 are kept and shown as replacement`() {
        let latin1 = Array("J".utf8) + [0xFC] + Array("rgen <j@example.org>".utf8)
        let userID = UserID(body: latin1)
        #expect(userID.bytes == latin1)
        #expect(userID.displayString == "J\u{FFFD}rgen <j@example.org>")
        #expect(userID.email == "j@example.org")
    }

    @Test func `control characters are not shown`() {
        let text = "a\u{0}b\u{1B}[31mc\u{7F}d\u{85}e\r\n\tf"
        #expect(UserID(body: Array(text.utf8)).displayString == "ab[31mcdef")
        #expect(UserID(body: Array("Zoë 😀 名".utf8)).displayString == "Zoë 😀 名")
    }
}

@Suite struct UserAttributeTests {
    private let image = Fixtures.octets("1000 01 01 000000000000000000000000 ffd8ffe0")

    @Test func `an image is found behind its header`() throws {
        let attribute = try UserAttribute(
            body: [2, 100, 9] + [UInt8(image.count + 1), 1] + image)
        #expect(attribute.subpackets.map(\.type) == [100, 1])
        #expect(attribute.image?.encoding == UserAttribute.Image.jpeg)
        let data = try #require(attribute.image?.data)
        #expect(Array(attribute.body[data]) == Fixtures.octets("ffd8ffe0"))
    }

    @Test func `a long image is framed with a length of five octets`() throws {
        let data = [UInt8](repeating: 7, count: 70_000)
        let body = Array(image.prefix(16)) + data
        let length = body.count + 1
        let header = [
            255, 0, UInt8(length >> 16), UInt8(length >> 8 & 255), UInt8(length & 255), 1,
        ]
        let attribute = try UserAttribute(body: header + body)
        #expect(attribute.image?.data.count == data.count)
    }

    @Test func `a header that does not fit is no image`() throws {
        for bad in ["0f00 01 01", "ff00 01 01", "1000 02 01", ""] {
            let body = Fixtures.octets(bad) + [UInt8](repeating: 0, count: bad.isEmpty ? 3 : 12)
            let attribute = try UserAttribute(body: [UInt8(body.count + 1), 1] + body)
            #expect(attribute.image == nil)
        }
    }

    @Test(arguments: [[0], [2, 1], [255, 0, 0, 0, 9, 1], [192]] as [[UInt8]])
    func `a misshapen subpacket is refused`(body: [UInt8]) {
        #expect(throws: UserAttributeError.malformedSubpacket(offset: 0)) {
            try UserAttribute(body: body)
        }
    }
}
