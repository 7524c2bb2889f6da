import Database
import Keyring
import OpenPGP
import SetReconciliation
import SyntheticKeys
import Testing

@Suite struct CheckTests {
    private func filled() async throws -> DatabaseFixture {
        let fixture = try DatabaseFixture()
        try await fixture.commit(
            (0..<120).map { number in
                let synthetic = SyntheticKey(number)
                return synthetic.with(
                    identities: [synthetic.userID(0)], subkeys: [synthetic.subkey(0)])
            })
        return fixture
    }

    @Test func `a sound database has no problems and everything was walked`() async throws {
        let fixture = try await filled()
        let check = try await fixture.database.check()
        #expect(check.problems == [])
        #expect(check.keys == 120)
        #expect(check.elements == 240)
        #expect(check.treeNodes >= 10)
    }

    @Test(arguments: [
        "DELETE FROM tree_node WHERE prefix = x'0200' AND profile = 1",
        "UPDATE tree_node SET samples = x'00' WHERE prefix = x'0200' AND profile = 1",
        "UPDATE tree_node SET count = -1 WHERE prefix = x'0200' AND profile = 1",
        "INSERT INTO tree_node SELECT profile, x'040f', 1, count, samples FROM tree_node"
            + " WHERE profile = 1 LIMIT 1",
    ])
    func `a tree whose leaves do not fit together is made again from its set, and that is told`(
        damage: String
    ) async throws {
        let sound = try await filled()
        #expect(sound.repairs == [])
        let root = sound.database.root(of: .sks)
        let fixture = try sound.damaged(by: damage)
        #expect(fixture.database.root(of: .sks) == root)
        #expect(fixture.repairs.map(\.profile) == [.sks])
        #expect(fixture.repairs.map(\.elements) == [root.count])
        let told = fixture.repairs.first?.reason ?? ""
        #expect(told.contains("table tree_node"), "\(told)")
        #expect(try await fixture.database.check().problems == [])
        let again = try fixture.reopened()
        #expect(again.database.root(of: .sks) == root)
        #expect(again.repairs == [])
    }

    /// Each damage with a word of the complaint that it must cause.
    static let damages = [
        ("UPDATE key SET fingerprint = zeroblob(20) WHERE id = 5", "fingerprint"),
        ("UPDATE key SET packets = x'99' WHERE id = 5", "stored form"),
        ("DELETE FROM key WHERE id = 5", "rows where the keys call for"),
        ("DELETE FROM key_id WHERE key = 5", "not indexed under key ID"),
        ("INSERT INTO key_id VALUES (1, 1, 5)", "table key_id"),
        ("DELETE FROM word_keys", "not indexed under \""),
        ("UPDATE word_keys SET keys = x'8180'", "is damaged"),
        ("UPDATE word_keys SET keys = x''", "is damaged"),
        ("INSERT INTO word_keys SELECT word, 1, keys FROM word_keys LIMIT 1", "is damaged"),
        ("INSERT INTO word_keys VALUES (x'78', 0, x'05')", "table word_keys"),
        ("DELETE FROM digest WHERE key = 5", "not in the set sks"),
        ("DELETE FROM digest WHERE key = 5", "prefix tree sks"),
        (
            "INSERT INTO digest VALUES (1, x'00112233445566778899aabbccddeeff', 5)",
            "table digest"
        ),
        ("UPDATE tree_node SET count = count + 1 WHERE prefix = x'0200'", "prefix tree sks"),
        (
            "UPDATE tree_node SET samples = (SELECT samples FROM tree_node"
                + " ORDER BY prefix DESC LIMIT 1)"
                + " WHERE prefix = x'0200'", "prefix tree sks"
        ),
        ("UPDATE total SET keys = 119", "table total"),
        ("DELETE FROM change WHERE key = 5", "table change"),
        ("DELETE FROM digest WHERE key = 5", "not in the set claviger-1"),
        ("DELETE FROM digest WHERE key = 5", "prefix tree claviger-1"),
        (
            "INSERT INTO form SELECT 5 * 4 + 1, packets FROM key WHERE id = 6",
            "key 5: the verified form"
        ),
        ("INSERT INTO form VALUES (5 * 4 + 1, x'')", "key 5: the verified form"),
        ("INSERT INTO form VALUES (5 * 4 + 2, x'')", "key 5: the form for old clients"),
        ("INSERT INTO form SELECT 5 * 4, packets FROM key WHERE id = 5", "is kept twice"),
        ("INSERT INTO form VALUES (4000, x'99')", "table form"),
        ("INSERT INTO form VALUES (5 * 4 + 3, x'99')", "table form"),
        (
            "INSERT INTO form SELECT 5 * 4, packets FROM key WHERE id = 5;"
                + "UPDATE key SET packets = x'' WHERE id = 5", "key 5: the served form"
        ),
    ]

    @Test(arguments: damages)
    func `damage is found and named`(damage: (sql: String, complaint: String)) async throws {
        let fixture = try await filled().damaged(by: damage.sql)
        let problems = try await fixture.database.check().problems
        #expect(
            problems.contains { $0.contains(damage.complaint) },
            "\(damage.sql): \(problems.prefix(3))")
    }
}
