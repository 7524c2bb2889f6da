import Database
import Keyring
import OpenPGP
import SyntheticKeys
import Testing

@Suite struct LookupTests {
    private let fixture: DatabaseFixture

    init() async throws {
        fixture = try DatabaseFixture()
        try await fixture.commit(
            (0..<20).map { number in
                let synthetic = SyntheticKey(number)
                return synthetic.with(
                    identities: [synthetic.userID(0)], subkeys: [synthetic.subkey(0)])
            })
    }

    private func words(_ text: String, exact: Bool = false) throws -> KeyQuery {
        try KeyQuery.parse(search: Array(text.utf8), exact: exact)
    }

    @Test func `a key is found by its fingerprint, its key ID and the short one`() async throws {
        let fingerprint = SyntheticKey(4).key.fingerprint
        let keyID = SyntheticKey(4).key.keyID
        #expect(try await fixture.found(.fingerprint(fingerprint)) == [fingerprint])
        #expect(try await fixture.found(.keyID(keyID)) == [fingerprint])
        #expect(try await fixture.found(.shortKeyID(keyID.short)) == [fingerprint])
    }

    @Test func `a key is found by its subkey's fingerprint and key ID`() async throws {
        let owner = SyntheticKey(4).key.fingerprint
        let subkey = try PublicKey(SyntheticKey(4).subkey(0).packet)
        #expect(try await fixture.found(.fingerprint(subkey.fingerprint)) == [owner])
        #expect(try await fixture.found(.keyID(subkey.keyID)) == [owner])
    }

    @Test func `a fingerprint whose key ID is another key's finds nothing`() async throws {
        let subkey = try PublicKey(SyntheticKey(4).subkey(0).packet)
        var bytes = subkey.fingerprint.bytes
        bytes[0] ^= 1
        let other = try #require(Fingerprint(bytes: bytes))
        #expect(try await fixture.found(.fingerprint(other)) == [])
    }

    @Test func `all words of a search must be in the key's user IDs`() async throws {
        let fingerprint = SyntheticKey(7).key.fingerprint
        #expect(try await fixture.found(words("user7 example")) == [fingerprint])
        #expect(try await fixture.found(words("user7 user8")) == [])
        #expect(try await fixture.found(words("name")).count == 20)
    }

    @Test func `common words narrow a search as rare ones do`() async throws {
        try await fixture.commit((20..<90).map { SyntheticKey($0).key })
        #expect(try await fixture.found(words("name example")).count == 90)
        #expect(
            try await fixture.found(words("name user7")) == [SyntheticKey(7).key.fingerprint])
        #expect(try await fixture.found(words("name absent")) == [])
    }

    @Test func `the key that changed last comes first`() async throws {
        let synthetic = SyntheticKey(3)
        try await fixture.commit([synthetic.with(identities: [synthetic.userID(1)])])
        #expect(try await fixture.found(words("name")).first == synthetic.key.fingerprint)
    }

    @Test func `an exact search wants the whole user ID or its address`() async throws {
        let fingerprint = SyntheticKey(7).key.fingerprint
        #expect(
            try await fixture.found(words("user7.0@example.net", exact: true)) == [fingerprint])
        #expect(try await fixture.found(words("7.0@example.net", exact: true)) == [])
    }

    @Test func `more keys than were asked for are not given in part`() async throws {
        #expect(
            try await fixture.database.lookup(words("name"), limit: 19) == .tooMany(limit: 19))
        #expect(try await fixture.found(words("name"), limit: 20).count == 20)
    }

    @Test func `what is found in little time is looked up at once, to the same answer`()
        async throws
    {
        let key = SyntheticKey(4).key
        let subkey = try PublicKey(SyntheticKey(4).subkey(0).packet)
        let served = try #require(await fixture.served(.fingerprint(key.fingerprint)))
        let digest = try #require(served.digest)
        let queries: [KeyQuery] = [
            .fingerprint(key.fingerprint), .fingerprint(subkey.fingerprint), .keyID(key.keyID),
            .digest(digest), .keyID(KeyID(rawValue: 1)), .shortKeyID(key.keyID.short),
            try words("user4.0"), try words("user4.0@example.net", exact: true),
            try words("nobody name"),
            .fingerprint(Fingerprint(bytes: Array(repeating: 1, count: 20))!),
        ]
        let database = fixture.database
        for query in queries {
            let usual = try await database.lookup(query, limit: 1)
            let octets = served.packets.count
            #expect(
                try database.lookupAtOnce(query, limit: 1, octets: octets)
                    == usual.withoutDigests)
            #expect(
                try await database.lookup(query, limit: 1, includesDigests: false)
                    == usual.withoutDigests)
            let tooFew = try database.lookupAtOnce(query, limit: 1, octets: octets - 1)
            #expect(tooFew == (usual == .nothing ? .nothing : nil))
        }
    }

    @Test func `what takes longer is not looked up at once`() async throws {
        let database = fixture.database
        // All twenty keys have it, one after the other: that is soon seen.
        #expect(
            try database.lookupAtOnce(words("name"), limit: 19, octets: .max)
                == .tooMany(limit: 19))
        #expect(try database.lookupAtOnce(words("name"), limit: 20, octets: 1_000) == nil)
        try await fixture.commit((100..<140).map { SyntheticKey($0).key })
        #expect(try database.lookupAtOnce(words("name"), limit: 500, octets: .max) == nil)
        #expect(try await fixture.found(words("name"), limit: 500).count == 60)
    }

    @Test func `keys are given by digest, unknown ones left out, up to a size`() async throws {
        let synthetic = SyntheticKey(9)
        let key = synthetic.with(
            identities: [synthetic.userID(0)], subkeys: [synthetic.subkey(0)]
        ).normalized()
        let unknown = KeyDigest(high: 1, low: 2)
        let database = fixture.database
        #expect(try await fixture.found(.digest(key.sksDigest)) == [key.fingerprint])
        #expect(
            try await database.keys(
                withDigests: [unknown, key.sksDigest], maximumBytes: .max) == [key.encoded()])

        let digests = (0..<20).map { number in
            let synthetic = SyntheticKey(number)
            return synthetic.with(
                identities: [synthetic.userID(0)], subkeys: [synthetic.subkey(0)]
            ).sksDigest
        }
        let some = try await database.keys(
            withDigests: digests, maximumBytes: 3 * key.encodedLength + 40)
        #expect(some.count == 3)
        #expect(try await database.missing(among: [unknown] + digests, in: .sks) == [unknown])
    }

    @Test func `what a peer's digest is worthless for is remembered for that peer`() async throws {
        let database = fixture.database
        let digests = (0..<3).map { KeyDigest(high: 5, low: $0) }
        try await database.remember(
            useless: [(digests[0], "merged"), (digests[1], "refused")], of: "b", in: .sks)
        #expect(
            try await database.notUseless(among: digests, of: "b", in: .sks) == [digests[2]])
        #expect(try await database.notUseless(among: digests, of: "c", in: .sks) == digests)
        #expect(try await database.uselessCount(of: "b", in: .sks) == 2)
        let again = try fixture.reopened()
        #expect(try await again.database.uselessCount(of: "b", in: .sks) == 2)
    }

    @Test func `the hours tell what was inserted and updated`() async throws {
        #expect(
            try await fixture.database.activity(fromHour: 0)
                == [HourOfActivity(hour: 2_000, inserted: 20, updated: 0)])
    }
}

extension LookupAnswer {
    fileprivate var withoutDigests: LookupAnswer {
        guard case .found(let keys) = self else { return self }
        return .found(
            keys.map {
                FoundKey(
                    fingerprint: $0.fingerprint, digest: nil, packets: $0.packets,
                    legacyPackets: $0.legacyPackets)
            })
    }
}
