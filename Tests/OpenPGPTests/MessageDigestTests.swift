import Testing

@testable import OpenPGP

@Suite struct MessageDigestTests {
    private let message = Array("abc".utf8)

    @Test func `digests are those of the standards`() {
        #expect(MessageDigest.md5(message) == Fixtures.octets("900150983cd24fb0d6963f7d28e17f72"))
        #expect(
            MessageDigest.sha1(message)
                == Fixtures.octets("a9993e364706816aba3e25717850c26c9cd0d89d"))
        #expect(
            MessageDigest.sha256(message)
                == Fixtures.octets(
                    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"))
        #expect(MessageDigest.md5([]) == Fixtures.octets("d41d8cd98f00b204e9800998ecf8427e"))
    }

    @Test(arguments: [MessageDigest.Algorithm.md5, .sha1, .sha256])
    func `pieces give the digest of the whole`(algorithm: MessageDigest.Algorithm) {
        var random = TestRandom()
        let message = random.octets(1000)
        var whole = MessageDigest(algorithm)
        whole.update(message)
        var pieces = MessageDigest(algorithm)
        pieces.update(message[..<100])
        pieces.update(message[100..<100])
        pieces.update(Array(message[100..<996]).span)
        pieces.update(message[996...].reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
        let expected = whole.finalize()
        #expect(expected.count == algorithm.octetCount)
        #expect(pieces.finalize() == expected)
    }
}
