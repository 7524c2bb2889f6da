import TestSupport
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

    @Test func `the digests of signatures are those of the standards`() {
        let known: [(HashAlgorithm, String)] = [
            (.ripemd160, "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"),
            (.sha224, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
            (
                .sha384,
                "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
                    + "8086072ba1e7cc2358baeca134c825a7"
            ),
            (
                .sha512,
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                    + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
            ),
            (.sha3_256, "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"),
            (
                .sha3_512,
                "b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e"
                    + "10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0"
            ),
        ]
        for (hash, digest) in known {
            guard let algorithm = MessageDigest.Algorithm(hash) else {
                Issue.record("libcrypto offers no hash algorithm \(hash)")
                continue
            }
            #expect(MessageDigest.digest(algorithm, message) == Fixtures.octets(digest))
        }
        #expect(MessageDigest.Algorithm(HashAlgorithm(rawValue: 13)) == nil)
    }

    @Test(arguments: MessageDigest.Algorithm.allCases)
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
