import TestSupport
import Testing

@testable import OpenPGP

/// Nothing that a stranger sends may end the process: these tests fail by trapping. Swift Testing takes
/// a backtrace of every error thrown, about a third of a millisecond; that bounds the rounds.
@Suite struct HostileInputTests {
    /// Everything that can be asked of octets; gives a number so that nothing is optimised away.
    private func examine(_ octets: [UInt8]) -> Int {
        var sum = 0
        for element in TransferablePublicKeyReader(octets) {
            switch element {
            case .key(let key):
                sum &+= Int(truncatingIfNeeded: key.sksDigest.low)
                let normalized = key.normalized()
                sum &+= normalized.encoded().count
                for packet in key.packets { sum &+= examine(packet) }
            case .refused(let refusal, let offset, _):
                sum &+= refusal.description.count &+ offset
            }
        }
        var splitter = KeyringSplitter()
        splitter.append(octets)
        while let key = splitter.nextKey() { sum &+= key.bytes.count }
        splitter.finish()
        while let key = splitter.nextKey() { sum &+= key.bytes.count }
        do throws(ArmorError) {
            for block in try Armor.decode(octets) { sum &+= block.bytes.count }
        } catch {
            sum &+= error.description.count
        }
        return sum
    }

    private func examine(_ packet: Packet) -> Int {
        var sum = 0
        if let key = try? PublicKey(packet) { sum &+= key.bitLength ?? 1 }
        if let signature = try? Signature(packet) {
            sum &+= signature.hashedSubpackets.count &+ signature.unhashedSubpackets.count
            sum &+= signature.reasonForRevocation?.text.count ?? 1
            sum &+= signature.material.count &+ signature.salt.count
        }
        if let attribute = try? UserAttribute(packet) { sum &+= attribute.image?.data.count ?? 1 }
        sum &+= UserID(packet).displayString.count &+ (UserID(packet).email?.count ?? 1)
        return sum
    }

    @Test func `random octets are taken or refused`() {
        var random = TestRandom()
        var sum = 0
        for _ in 0..<300 {
            var octets = random.octets(count: 0...300)
            if let first = octets.first { octets[0] = first | 0x80 }
            sum &+= examine(octets)
            let tags: [PacketTag] = [
                .publicKey, .signature, .userAttribute, .userID, .publicSubkey,
            ]
            for version in UInt8(2)...6 {
                for tag in tags {
                    sum &+= examine(Packet(tag: tag, body: [version] + octets))
                }
            }
        }
        #expect(sum != 0)
    }

    @Test func `keys with changed octets are taken or refused`() throws {
        var random = TestRandom()
        var sum = 0
        for text in [Fixtures.alice, Fixtures.bob, Fixtures.carol, Fixtures.version6] {
            let original = try Fixtures.octets(armored: text)
            for _ in 0..<60 {
                var octets = original
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let index = Int.random(in: 0..<octets.count, using: &random)
                    octets[index] = UInt8.random(in: 0...255, using: &random)
                }
                sum &+= examine(octets)
            }
            for index in stride(from: 0, to: original.count, by: 20) {
                var octets = original
                octets[index] = 0xFF
                sum &+= examine(octets)
            }
        }
        #expect(sum != 0)
    }

    @Test func `armor with changed octets is taken or refused`() throws {
        var random = TestRandom()
        var sum = 0
        let original = Array(Fixtures.alice.utf8)
        let alphabet = Array("\n\r -=:ABZaz09+/\u{0}".utf8) + [0xFF]
        for _ in 0..<500 {
            var octets = original
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let index = Int.random(in: 0..<octets.count, using: &random)
                octets[index] = alphabet.randomElement(using: &random) ?? 0
            }
            sum &+= examine(octets)
        }
        #expect(sum != 0)
    }

    @Test func `a signature in itself many times over is no deep recursion`() throws {
        var body: [UInt8] = [4, 0x19, 1, 8, 0, 0, 0, 0, 0, 0]
        for _ in 0..<200 {
            let length = body.count + 1
            let framed: [UInt8] =
                length < 192
                ? [UInt8(length), 32]
                : [UInt8((length - 192) >> 8 + 192), UInt8((length - 192) & 255), 32]
            let area = framed + body
            guard area.count <= 8000 else { break }
            body =
                [4, 0x18, 1, 8, UInt8(area.count >> 8), UInt8(area.count & 255)] + area
                + [0, 0, 0, 0]
        }
        let signature = try Signature(body: body)
        #expect(signature.hashedSubpackets.map(\.type) == [.embeddedSignature])
    }
}
