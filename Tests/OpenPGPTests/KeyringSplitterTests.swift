import Testing

@testable import OpenPGP

@Suite struct KeyringSplitterTests {
    /// Splits what arrives in pieces of at most `piece` octets.
    private func split(
        _ octets: [UInt8], piece: Int, limits: PacketLimits = .standard
    ) -> (keys: [RawKey], splitter: KeyringSplitter) {
        var splitter = KeyringSplitter(limits: limits)
        var keys: [RawKey] = []
        for start in stride(from: 0, to: octets.count, by: piece) {
            splitter.append(octets[start..<min(start + piece, octets.count)])
            while let key = splitter.nextKey() { keys.append(key) }
        }
        splitter.finish()
        while let key = splitter.nextKey() { keys.append(key) }
        return (keys, splitter)
    }

    private func keyring() throws -> [[UInt8]] {
        try [Fixtures.alice, Fixtures.bob, Fixtures.carol, Fixtures.version6].map {
            try Fixtures.octets(armored: $0)
        }
    }

    @Test(arguments: [1, 2, 3, 7, 64, 1000, 100_000])
    func `keys are cut out however the octets arrive`(piece: Int) throws {
        let keyring = try keyring()
        let (keys, splitter) = split(keyring.flatMap { $0 }, piece: piece)
        #expect(keys.map(\.bytes) == keyring)
        #expect(keys.map(\.range.count) == keyring.map(\.count))
        #expect(keys.last?.range.upperBound == keyring.joined().count)
        #expect(keys.allSatisfy { !$0.exceedsLimit })
        #expect(splitter.end == .complete)
        #expect(splitter.skippedOctets == 0)
    }

    @Test func `a key is given as soon as the next begins`() throws {
        let keyring = try keyring()
        var splitter = KeyringSplitter()
        splitter.append(keyring[0])
        #expect(splitter.nextKey() == nil)
        #expect(splitter.end == nil)
        splitter.append(keyring[1].prefix(2))
        #expect(splitter.nextKey()?.bytes == keyring[0])
        #expect(splitter.nextKey() == nil)
    }

    @Test func `packets before the first key are passed over`() throws {
        let keyring = try keyring()
        let leading: [UInt8] = [0xC2, 2, 1, 1, 0xCA, 3, 0x50, 0x47, 0x50]
        for piece in [1, 4, 5000] {
            let (keys, splitter) = split(leading + keyring[0], piece: piece)
            #expect(keys.map(\.bytes) == [keyring[0]])
            #expect(keys.first?.range.lowerBound == leading.count)
            #expect(splitter.skippedOctets == leading.count)
        }
    }

    @Test func `garbage ends the stream and costs only the key it stands in`() throws {
        let keyring = try keyring()
        let octets = keyring[0] + keyring[1] + Array("garbage".utf8) + keyring[2]
        for piece in [1, 100, 10_000] {
            let (keys, splitter) = split(octets, piece: piece)
            #expect(keys.map(\.bytes) == [keyring[0]])
            let lost = keyring[0].count
            #expect(
                splitter.end
                    == .broken(
                        .notAPacket(octet: 0x67, offset: lost + keyring[1].count), keyOffset: lost))
        }
    }

    @Test func `every truncation is told apart from a complete file`() throws {
        let keyring = try keyring()
        let octets = keyring[1] + keyring[2]
        var boundaries: Set<Int> = [0]
        var reader = PacketReader(octets)
        while let frame = try reader.peekFrame() {
            reader.skip(frame)
            boundaries.insert(reader.offset)
        }
        for length in 0..<octets.count {
            let (keys, splitter) = split(Array(octets.prefix(length)), piece: 97)
            if boundaries.contains(length) {
                #expect(splitter.end == .complete)
            } else {
                guard case .broken(.truncated(let offset), _) = splitter.end else {
                    Issue.record("length \(length) ends with \(String(describing: splitter.end))")
                    continue
                }
                #expect(boundaries.contains(offset) && offset < length)
                // The first key ends where the header of the second, three octets, can be read.
                #expect(keys.count == (length >= keyring[1].count + 3 ? 1 : 0))
            }
        }
    }

    @Test(arguments: [1, 50, 100_000])
    func `a key that is too long is reported and let go`(piece: Int) throws {
        let keyring = try keyring()
        let limits = PacketLimits(keyLength: 700)
        let (keys, splitter) = split(keyring.flatMap { $0 }, piece: piece, limits: limits)
        #expect(keys.map(\.exceedsLimit) == keyring.map { $0.count > 700 })
        #expect(keys.map(\.range.count) == keyring.map(\.count))
        #expect(splitter.end == .complete)
        let refused = Array(TransferablePublicKeyReader(keys[0], limits: limits))
        let alice = try Fixtures.key(Fixtures.alice)
        #expect(
            refused == [
                .refused(.tooLong(limit: 700), offset: 0, fingerprint: alice.fingerprint)
            ])
    }

    @Test func `one packet that is longer than any key does not fill the memory`() throws {
        let bob = try Fixtures.octets(armored: Fixtures.bob)
        let limits = PacketLimits(keyLength: 1000)
        let huge: [UInt8] = [0xC6, 0xFF, 0, 1, 0, 0] + [UInt8](repeating: 4, count: 65_536)
        let (keys, _) = split(huge + bob, piece: 500, limits: limits)
        #expect(keys.count == 2)
        #expect(keys[0].exceedsLimit && keys[0].bytes.isEmpty)
        #expect(keys[1].bytes == bob)
        #expect(
            Array(TransferablePublicKeyReader(keys[0], limits: limits)) == [
                .refused(.tooLong(limit: 1000), offset: 0, fingerprint: nil)
            ])
    }

    @Test func `a secret key begins a key of its own`() throws {
        let bob = try Fixtures.octets(armored: Fixtures.bob)
        let (keys, _) = split(bob + [0xC5, 1, 4, 0xCD, 0] + bob, piece: 1000)
        #expect(keys.map(\.bytes) == [bob, [0xC5, 1, 4, 0xCD, 0], bob])
    }

    @Test func `nothing is complete too`() {
        let (keys, splitter) = split([], piece: 1)
        #expect(keys.isEmpty)
        #expect(splitter.end == .complete)
    }
}
