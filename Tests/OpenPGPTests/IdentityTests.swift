import TestSupport
import Testing

@testable import OpenPGP

@Suite struct KeyDigestTests {
    @Test func `hexadecimal digits of either case are read, lower case is written`() throws {
        let digest = try #require(KeyDigest(hex: "0005127A8b7da8c32998d7e81dc92540"))
        #expect(digest.high == 0x0005_127A_8B7D_A8C3)
        #expect(digest.low == 0x2998_D7E8_1DC9_2540)
        #expect(digest.hex == "0005127a8b7da8c32998d7e81dc92540")
        #expect("\(digest)" == digest.hex)
        #expect(KeyDigest(bytes: digest.bytes) == digest)
        #expect(digest.bytes.prefix(3) == [0x00, 0x05, 0x12])
    }

    @Test(arguments: [
        "", "00", "0005127a8b7da8c32998d7e81dc9254", "zz05127a8b7da8c32998d7e81dc92540",
    ])
    func `anything but 32 digits is refused`(text: String) {
        #expect(KeyDigest(hex: text) == nil)
    }

    @Test func `only 16 octets make a digest`() {
        for count in 0...40 {
            #expect((KeyDigest(bytes: [UInt8](repeating: 1, count: count)) != nil) == (count == 16))
        }
    }

    @Test func `digests are ordered as their octets`() {
        var random = TestRandom()
        for _ in 0..<2000 {
            let left = random.octets(16)
            var right = left
            right[Int.random(in: 0..<16, using: &random)] = UInt8.random(
                in: 0...255, using: &random)
            let digests = (KeyDigest(bytes: left), KeyDigest(bytes: right))
            guard let first = digests.0, let second = digests.1 else {
                Issue.record("16 octets are a digest")
                return
            }
            #expect((first < second) == left.lexicographicallyPrecedes(right))
        }
    }
}

@Suite struct FingerprintTests {
    @Test(arguments: [16, 20, 32])
    func `octets and digits come back as they went in`(count: Int) throws {
        var random = TestRandom()
        for _ in 0..<100 {
            let octets = random.octets(count)
            let fingerprint = try #require(Fingerprint(bytes: octets))
            #expect(fingerprint.bytes == octets)
            #expect(fingerprint.octetCount == count)
            #expect(fingerprint.hex.utf8.count == 2 * count)
            #expect(Fixtures.octets(fingerprint.hex) == octets)
            #expect(fingerprint.hex == fingerprint.hex.uppercased())
            #expect(Fingerprint(hex: fingerprint.hex.lowercased()) == fingerprint)
        }
    }

    @Test func `other lengths and other characters are refused`() {
        for count in 0...70 where ![16, 20, 32].contains(count) {
            #expect(Fingerprint(bytes: [UInt8](repeating: 1, count: count)) == nil)
            #expect(Fingerprint(hex: String(repeating: "01", count: count)) == nil)
        }
        #expect(Fingerprint(hex: String(repeating: "0", count: 39)) == nil)
        #expect(Fingerprint(hex: "0x" + String(repeating: "0", count: 38)) == nil)
        #expect(Fingerprint(hex: "é" + String(repeating: "0", count: 38)) == nil)
    }

    @Test func `a length is part of the value`() throws {
        let short = try #require(Fingerprint(bytes: [UInt8](repeating: 0, count: 16)))
        let long = try #require(Fingerprint(bytes: [UInt8](repeating: 0, count: 20)))
        #expect(short != long)
        #expect(short < long)
    }
}

@Suite struct KeyIDTests {
    @Test func `a key ID is sixteen digits, of which the last eight were once used alone`() throws {
        let keyID = try #require(KeyID(hex: "00ac3ec436b67ed2"))
        #expect(keyID.hex == "00AC3EC436B67ED2")
        #expect(keyID.short == 0x36B6_7ED2)
        #expect(KeyID(hex: "36B67ED2") == nil)
        #expect(KeyID(hex: "0x00AC3EC436B67ED2") == nil)
    }
}
