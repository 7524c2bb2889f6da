import TestSupport
import Testing

@testable import OpenPGP

@Suite struct NormalizationTests {
    private typealias Component = TransferablePublicKey.Component

    private func primary() throws -> PublicKey { try Fixtures.key(Fixtures.bob).primaryKey }

    private func signature(_ text: String) -> Packet {
        Packet(tag: .signature, body: Array(text.utf8))
    }

    private func component(_ text: String, _ signatures: [String]) -> Component {
        Component(
            packet: Packet(tag: .userID, body: Array(text.utf8)),
            signatures: signatures.map(signature))
    }

    /// The slow twin: SKS's rules with dictionaries and sets.
    private func twin(_ key: TransferablePublicKey) -> TransferablePublicKey {
        func normalize(_ components: [Component]) -> [Component] {
            Dictionary(grouping: components, by: \.packet).map { packet, group in
                let signatures = group.flatMap(\.signatures)
                return Component(
                    packet: packet,
                    signatures: (group.count == 1 ? signatures : Array(Set(signatures))).sorted())
            }.sorted { $0.packet < $1.packet }
        }
        return TransferablePublicKey(
            primaryKey: key.primaryKey, directSignatures: Set(key.directSignatures).sorted(),
            identities: normalize(key.identities), subkeys: normalize(key.subkeys))
    }

    @Test func `direct signatures become a set`() throws {
        let key = TransferablePublicKey(
            primaryKey: try primary(), directSignatures: ["b", "a", "b"].map(signature))
        #expect(key.normalized().directSignatures == ["a", "b"].map(signature))
    }

    @Test func `a component that occurs once keeps its duplicates, as in SKS`() throws {
        let lone = TransferablePublicKey(
            primaryKey: try primary(), identities: [component("u", ["s", "r", "s"])])
        #expect(lone.normalized().identities == [component("u", ["r", "s", "s"])])
        let twice = TransferablePublicKey(
            primaryKey: try primary(),
            identities: [component("u", ["s", "s"]), component("u", ["r"])])
        #expect(twice.normalized().identities == [component("u", ["r", "s"])])
        // A merge with itself touches the component, and the duplicate goes.
        #expect(lone.merged(with: lone)?.identities == [component("u", ["r", "s"])])
        #expect(lone.normalized().sksDigest != lone.merged(with: lone)?.sksDigest)
    }

    @Test func `the order of what is received does not matter`() throws {
        var random = TestRandom()
        for _ in 0..<300 {
            let key = random.key(primary: try primary())
            var shuffled = key
            shuffled.directSignatures.shuffle(using: &random)
            shuffled.identities.shuffle(using: &random)
            shuffled.subkeys.shuffle(using: &random)
            for index in shuffled.identities.indices {
                shuffled.identities[index].signatures.shuffle(using: &random)
            }
            #expect(key.normalized() == shuffled.normalized())
            #expect(key.sksDigest == shuffled.sksDigest)
        }
    }

    @Test func `normalisation equals its slow twin and is idempotent`() throws {
        var random = TestRandom()
        for _ in 0..<1000 {
            let key = random.key(primary: try primary())
            let normalized = key.normalized()
            #expect(normalized == twin(key))
            #expect(normalized.normalized() == normalized)
            #expect(try TransferablePublicKey.decode(normalized.encoded()) == normalized)
        }
    }

    @Test func `merging is commutative and normal`() throws {
        var random = TestRandom()
        for _ in 0..<1000 {
            let left = random.key(primary: try primary())
            let right = random.key(primary: try primary())
            let merged = try #require(left.merged(with: right))
            #expect(right.merged(with: left) == merged)
            #expect(merged.normalized() == merged)
            let together = TransferablePublicKey(
                primaryKey: left.primaryKey,
                directSignatures: left.directSignatures + right.directSignatures,
                identities: left.identities + right.identities,
                subkeys: left.subkeys + right.subkeys)
            #expect(merged == twin(together))
        }
    }

    /// Where no component holds a signature twice, keys are sets and merging is their union. With
    /// SKS's lone duplicates it still is associative: they go with the first merge that touches
    /// their component.
    @Test func `merging is associative, and idempotent on keys without duplicates`() throws {
        var random = TestRandom()
        for _ in 0..<1000 {
            let keys = try (0..<3).map { _ in random.key(primary: try primary()) }
            let left = keys[0].merged(with: keys[1])?.merged(with: keys[2])
            let right = keys[1].merged(with: keys[2]).flatMap { keys[0].merged(with: $0) }
            #expect(left != nil && left == right)
            let set = try #require(keys[0].merged(with: keys[0]))
            #expect(set.merged(with: set) == set)
        }
    }

    @Test func `keys with different primary packets are not merged`() throws {
        let bob = try Fixtures.key(Fixtures.bob)
        let longer = TransferablePublicKey(
            primaryKey: try PublicKey(body: bob.primaryKey.body + [0]))
        #expect(bob.merged(with: longer) == nil)
        #expect(bob.merged(with: try Fixtures.key(Fixtures.alice)) == nil)
        #expect(bob.merged(with: bob) == bob.normalized())
    }

    @Test func `a flood of signatures is normalised, merged and read back`() throws {
        var random = TestRandom()
        let flood = (0..<150_000).map { _ in Packet(tag: .signature, body: random.octets(12)) }
        let flooded = TransferablePublicKey(
            primaryKey: try primary(),
            identities: [
                Component(packet: Packet(tag: .userID, body: [0x61]), signatures: flood)
            ])
        let half = TransferablePublicKey(
            primaryKey: try primary(),
            identities: [
                Component(
                    packet: Packet(tag: .userID, body: [0x61]), signatures: Array(flood[..<75_000]))
            ])
        let merged = try #require(half.merged(with: flooded))
        #expect(merged.identities[0].signatures == Set(flood).sorted())
        #expect(try TransferablePublicKey.decode(flooded.encoded()) == flooded)
        #expect(flooded.sksDigest == flooded.normalized().sksDigest)
    }
}
