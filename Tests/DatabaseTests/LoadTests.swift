import Database
import Keyring
import OpenPGP
import SetReconciliation
import SyntheticKeys
import Testing

@Suite struct LoadTests {
    private static let load: [UInt8] = [1, 2, 3]

    /// Keys with one to three user IDs, some in several copies, in no order.
    private func keys() -> [TransferablePublicKey] {
        (0..<400).map { number in
            let synthetic = SyntheticKey(number * 7 % 300)
            return synthetic.with(
                identities: (0...(number % 3)).map { synthetic.userID($0) },
                subkeys: number % 5 == 0 ? [synthetic.subkey(0)] : [])
        }
    }

    private func load(
        _ keys: [TransferablePublicKey], groups: Int, into fixture: DatabaseFixture
    ) async throws {
        try await fixture.database.prepareForLoad()
        let size = (keys.count + groups - 1) / groups
        for start in stride(from: 0, to: keys.count, by: size) {
            let group = Array(keys[start..<min(start + size, keys.count)])
            let prepared = try fixture.admitted(group).map(fixture.database.prepare)
            _ = try await fixture.database.load(prepared, mark: nil)
        }
    }

    @Test(arguments: [1, 3, 40])
    func `a database loaded in groups is the one that came of key after key`(
        groups: Int
    ) async throws {
        let singly = try DatabaseFixture()
        for key in keys() { try await singly.commit([key]) }
        let grouped = try DatabaseFixture()
        try await load(keys(), groups: groups, into: grouped)

        for profile in Profile.allCases {
            #expect(grouped.database.root(of: profile) == singly.database.root(of: profile))
        }
        #expect(try grouped.database.keyCount() == 300)
        for number in 0..<300 {
            let query = KeyQuery.fingerprint(SyntheticKey(number).key.fingerprint)
            #expect(try await grouped.served(query) == singly.served(query))
        }
        #expect(
            try await Set(grouped.found(.words([Array("name".utf8)], exactly: nil), limit: 500))
                == Set(singly.found(.words([Array("name".utf8)], exactly: nil), limit: 500)))
        #expect(try await grouped.database.check().problems == [])
    }

    @Test func `copies of one key in a group are one key, and outcomes say so`() async throws {
        let fixture = try DatabaseFixture()
        let synthetic = SyntheticKey(1)
        let parts = (0..<3).map { synthetic.with(identities: [synthetic.userID($0)]) }
        let prepared = try fixture.admitted(parts + [parts[0]]).map(fixture.database.prepare)
        let outcomes = try await fixture.database.load(prepared, mark: nil).outcome
        #expect(outcomes.filter { $0.change == .inserted }.count == 1)
        #expect(outcomes.filter { $0.change == .updated }.count == 2)
        #expect(outcomes.filter { $0.change == .unchanged }.count == 1)
        #expect(fixture.database.root(of: .claviger1).count == 1)
        #expect(try await fixture.database.check().problems == [])
    }

    @Test func `how far a load came is kept with its keys until its end`() async throws {
        let fixture = try DatabaseFixture()
        #expect(try fixture.database.loadMark() == nil)
        let prepared = try fixture.admitted([SyntheticKey(1).key]).map(fixture.database.prepare)
        let mark = LoadMark(load: Self.load, keys: 17)
        _ = try await fixture.database.load(prepared, mark: LoadMark(load: [9], keys: 1))
        _ = try await fixture.database.load([], mark: mark)
        let again = try fixture.reopened()
        #expect(try again.database.loadMark() == mark)
        try await again.database.endLoad()
        #expect(try again.database.loadMark() == nil)
        #expect(try again.database.keyCount() == 1)
    }

    @Test func `a group that fails leaves neither keys nor mark`() async throws {
        let fixture = try DatabaseFixture().damaged(by: "DROP TABLE load_mark")
        let prepared = try fixture.admitted([SyntheticKey(1).key]).map(fixture.database.prepare)
        await #expect(throws: (any Error).self) {
            try await fixture.database.load(
                prepared, mark: LoadMark(load: Self.load, keys: 1))
        }
        #expect(try fixture.database.keyCount() == 0)
        #expect(try await fixture.database.check().problems == [])
        _ = try await fixture.database.load(prepared, mark: nil)
        #expect(try await fixture.database.check().problems == [])
    }
}
