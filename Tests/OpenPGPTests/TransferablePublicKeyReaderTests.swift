import Testing

@testable import OpenPGP

@Suite struct TransferablePublicKeyReaderTests {
    private typealias Element = TransferablePublicKeyReader.Element

    private func read(_ packets: [Packet], limits: PacketLimits = .standard) -> [Element] {
        Array(TransferablePublicKeyReader(encoded(packets), limits: limits))
    }

    private func encoded(_ packets: [Packet]) -> [UInt8] {
        var octets: [UInt8] = []
        for packet in packets { packet.encode(into: &octets) }
        return octets
    }

    private func packet(_ tag: PacketTag, _ text: String) -> Packet {
        Packet(tag: tag, body: Array(text.utf8))
    }

    private var primary: Packet {
        get throws { try Fixtures.key(Fixtures.bob).primary }
    }

    @Test func `a key of GnuPG has its parts in their places`() throws {
        let key = try Fixtures.key(Fixtures.alice)
        #expect(key.directSignatures.isEmpty)
        #expect(
            key.identities.map { UserID($0.packet).displayString } == [
                "Alice Retired <alice@old.example>", "Alice Example <alice@example.org>",
            ])
        #expect(key.identities.map(\.signatures.count) == [3, 2])
        #expect(key.subkeys.map(\.signatures.count) == [1])
        #expect(key.packetCount == 10)
        #expect(key.packets.count == 10)
    }

    @Test func `a keyring gives its keys in order`() throws {
        let texts = [Fixtures.alice, Fixtures.bob, Fixtures.carol, Fixtures.version6]
        let octets = try texts.flatMap { try Fixtures.octets(armored: $0) }
        let expected = try texts.map { Element.key(try Fixtures.key($0)) }
        #expect(Array(TransferablePublicKeyReader(octets)) == expected)
    }

    @Test func `what is encoded is decoded again, and shortest framing comes back unchanged`()
        throws
    {
        for text in [Fixtures.alice, Fixtures.bob, Fixtures.carol, Fixtures.version6] {
            let key = try Fixtures.key(text)
            let octets = key.encoded()
            #expect(octets.count == key.encodedLength)
            #expect(try TransferablePublicKey.decode(octets) == key)
            #expect(try TransferablePublicKey.decode(octets).encoded() == octets)
            #expect(try TransferablePublicKey.parse(packets: key.packets) == key)
        }
    }

    @Test func `marker, trust and padding packets vanish without effect`() throws {
        let clean = [
            try primary, packet(.signature, "d"), packet(.userID, "u"), packet(.signature, "s"),
            packet(.signature, "t"), packet(.publicSubkey, "k"), packet(.signature, "b"),
        ]
        let noise = [packet(.marker, "PGP"), packet(.trust, "x"), packet(.padding, "yy")]
        let noisy = noise + clean.flatMap { [$0] + noise }
        #expect(read(noisy) == read(clean))
        #expect(
            try TransferablePublicKey.parse(packets: noisy)
                == TransferablePublicKey.parse(packets: clean))
    }

    @Test func `an unknown packet is dropped together with the signatures behind it`() throws {
        for tag in [0, 1, 3, 4, 8, 9, 11, 15, 16, 18, 20, 39, 60, 63].map(PacketTag.init(rawValue:))
        {
            let elements = read([
                try primary, packet(.userID, "u"), packet(.signature, "s"), packet(tag, "x"),
                packet(.signature, "about x"), packet(.publicSubkey, "k"), packet(.signature, "b"),
            ])
            let clean = read([
                try primary, packet(.userID, "u"), packet(.signature, "s"),
                packet(.publicSubkey, "k"), packet(.signature, "b"),
            ])
            #expect(elements == clean)
        }
    }

    @Test func `user IDs behind a subkey are grouped with the others`() throws {
        let elements = read([
            try primary, packet(.publicSubkey, "k"), packet(.signature, "b"), packet(.userID, "u"),
            packet(.signature, "s"), packet(.userAttribute, "a"),
        ])
        guard case .key(let key) = try #require(elements.first) else {
            Issue.record("the key is refused: \(elements)")
            return
        }
        #expect(
            key.identities.map(\.packet) == [packet(.userID, "u"), packet(.userAttribute, "a")])
        #expect(key.identities[0].signatures == [packet(.signature, "s")])
        #expect(key.subkeys[0].signatures == [packet(.signature, "b")])
    }

    @Test func `a secret key is refused and costs no other key`() throws {
        let bob = try primary
        let secret = Packet(tag: .secretKey, body: bob.body + [0, 1, 2, 3])
        let subkey = Packet(tag: .secretSubkey, body: bob.body + [0, 1, 2, 3])
        let good = [bob, packet(.userID, "u")]
        let elements = read(
            good + [secret, packet(.userID, "u")] + good + [bob, subkey] + good)
        let key = try #require(read(good).first)
        let fingerprint = try PublicKey(bob).fingerprint
        let offsets = [encoded(good).count, encoded(good + [secret] + good).count]
        #expect(elements.count == 5)
        #expect(elements[0] == key && elements[2] == key && elements[4] == key)
        #expect(
            elements[1] == .refused(.secretKey, offset: offsets[0], fingerprint: fingerprint))
        guard case .refused(.secretKey, _, let second) = elements[3] else {
            Issue.record("the secret subkey is taken")
            return
        }
        #expect(second == fingerprint)
        #expect(throws: KeyRefusal.secretKey) {
            try TransferablePublicKey.parse(packets: [secret])
        }
    }

    @Test func `a key without an identity is refused and costs no other key`() throws {
        let bad = Packet(tag: .publicKey, body: [9, 9, 9])
        let elements = read([bad, packet(.userID, "u"), try primary, bad])
        #expect(elements.count == 3)
        #expect(
            elements[0]
                == .refused(.primaryKey(.unknownVersion(9)), offset: 0, fingerprint: nil))
        guard case .key = elements[1] else {
            Issue.record("the good key is lost")
            return
        }
    }

    @Test func `packets before the first key are skipped, a signature there is reported`() throws {
        let key = [try primary, packet(.userID, "u")]
        #expect(read([packet(.userID, "x"), packet(.trust, "y")] + key) == read(key))
        let lone = try Fixtures.octets(armored: Fixtures.bobRevocation)
        let refusal = Element.refused(.loneSignature, offset: 0, fingerprint: nil)
        #expect(Array(TransferablePublicKeyReader(lone)) == [refusal])
        #expect(Array(TransferablePublicKeyReader(lone + lone)) == [refusal])
        let elements = Array(TransferablePublicKeyReader(lone + encoded(key)))
        #expect(elements == [refusal] + read(key))
    }

    @Test func `broken framing costs the key it stands in and ends the stream`() throws {
        let good = encoded([try primary, packet(.userID, "u")])
        let fingerprint = try PublicKey(primary).fingerprint
        let octets = good + good + Array("junk".utf8) + good
        let elements = Array(TransferablePublicKeyReader(octets, origin: 1000))
        #expect(elements.count == 2)
        #expect(
            elements[1]
                == .refused(
                    .packet(.notAPacket(octet: 0x6A, offset: 1000 + 2 * good.count)),
                    offset: 1000 + good.count, fingerprint: fingerprint))
    }

    @Test func `every truncation of a key is refused or a key of fewer packets`() throws {
        for text in [Fixtures.alice, Fixtures.carol, Fixtures.version6] {
            let octets = try Fixtures.octets(armored: text)
            let whole = try Fixtures.key(text)
            for length in 0..<octets.count {
                let elements = Array(TransferablePublicKeyReader(Array(octets.prefix(length))))
                #expect(elements.count == (length == 0 ? 0 : 1))
                if case .key(let key) = elements.first {
                    #expect(key.packets == Array(whole.packets.prefix(key.packetCount)))
                    #expect(key.packetCount < whole.packetCount)
                }
            }
        }
    }

    @Test func `the bounds on a key hold`() throws {
        let body = try primary.body
        let key = [try primary] + (0..<9).map { packet(.userID, "\($0)") }
        #expect(read(key, limits: PacketLimits(packetsPerKey: 10)).count == 1)
        func refusal(_ limits: PacketLimits) -> KeyRefusal? {
            guard case .refused(let refusal, _, _) = read(key + key, limits: limits).last else {
                return nil
            }
            return refusal
        }
        #expect(refusal(PacketLimits(packetsPerKey: 10)) == nil)
        #expect(refusal(PacketLimits(packetsPerKey: 9)) == .tooManyPackets(limit: 9))
        #expect(refusal(PacketLimits(keyLength: body.count + 9)) == nil)
        #expect(
            refusal(PacketLimits(keyLength: body.count + 8)) == .tooLong(limit: body.count + 8))
        #expect(refusal(PacketLimits(keyLength: 8)) == .tooLong(limit: 8))
        let long = refusal(PacketLimits(bodyLength: body.count - 1))
        #expect(
            long
                == .packet(
                    .bodyTooLong(
                        length: body.count, limit: body.count - 1, offset: encoded(key).count)))
    }

    @Test func `decoding one key takes neither none nor several`() throws {
        let octets = try Fixtures.octets(armored: Fixtures.bob)
        #expect(throws: KeyRefusal.noPrimaryKey) { try TransferablePublicKey.decode([]) }
        #expect(throws: KeyRefusal.severalKeys) {
            try TransferablePublicKey.decode(octets + octets)
        }
        #expect(throws: KeyRefusal.packet(.notAPacket(octet: 0x20, offset: 0))) {
            try TransferablePublicKey.decode([0x20])
        }
        let bob = try primary
        #expect(throws: KeyRefusal.severalKeys) {
            try TransferablePublicKey.parse(packets: [bob, bob])
        }
        #expect(throws: KeyRefusal.noPrimaryKey) {
            try TransferablePublicKey.parse(packets: [packet(.userID, "u"), bob])
        }
    }
}
