import Database
import Keyring
import OpenPGP
import SyntheticKeys
import Testing

@Suite struct RedactionTests {
    private let synthetic = SyntheticKey(3)
    private var fingerprint: Fingerprint { synthetic.key.fingerprint }
    private var both: TransferablePublicKey {
        synthetic.with(identities: [synthetic.userID(0), synthetic.userID(1)])
    }

    private func words(_ text: String) throws -> KeyQuery {
        try KeyQuery.parse(search: Array(text.utf8), exact: false)
    }

    private func userIDs(_ fixture: DatabaseFixture) async throws -> [[UInt8]]? {
        guard let served = try await fixture.served(.fingerprint(fingerprint)) else { return nil }
        return try TransferablePublicKey.decode(served.packets).identities.map(\.packet.body)
    }

    @Test func `a redacted user ID is neither served nor found, and its key still is`()
        async throws
    {
        let fixture = try DatabaseFixture()
        try await fixture.commit([both])
        let root = fixture.database.root(of: .claviger1)
        let hidden = synthetic.userID(0).packet.body
        let outcome = try await fixture.database.redact(
            fingerprint, userID: hidden, undo: false, by: "the court"
        ).outcome
        #expect(outcome.isStored && outcome.changed == 1)
        #expect(outcome.redactions.map(\.digest) == [MessageDigest.sha256(hidden)])
        #expect(try await userIDs(fixture) == [synthetic.userID(1).packet.body])
        #expect(try await fixture.found(words("user3 0")) == [])
        #expect(try await fixture.found(words("user3 1")) == [fingerprint])
        // Nothing of it shows in what peers compare and get.
        #expect(fixture.database.root(of: .claviger1) == root)
        #expect(
            try await fixture.database.keys(
                withDigests: [both.sksDigest], maximumBytes: .max)
                == [both.normalized().encoded()])
        #expect(try await fixture.database.check().problems == [])
    }

    @Test func `a redaction outlasts a restart and an update, and can be taken back`()
        async throws
    {
        var fixture = try DatabaseFixture()
        try await fixture.commit([synthetic.with(identities: [synthetic.userID(0)])])
        _ = try await fixture.database.redact(fingerprint, userID: nil, undo: false, by: "me")
        fixture = try fixture.reopened()
        #expect(try await userIDs(fixture) == [])
        #expect(try await fixture.database.redactions().map(\.orderedBy) == ["me"])
        try await fixture.commit([both])
        #expect(try await userIDs(fixture) == [synthetic.userID(1).packet.body])
        #expect(try await fixture.database.check().problems == [])
        let outcome = try await fixture.database.redact(
            fingerprint, userID: nil, undo: true, by: "me"
        ).outcome
        #expect(outcome.changed == 1 && outcome.redactions == [])
        #expect(try await userIDs(fixture)?.count == 2)
        #expect(try await fixture.found(words("user3 0")) == [fingerprint])
        #expect(try await fixture.database.check().problems == [])
    }

    @Test func `an order for a user ID that is not here yet stands when it comes`() async throws {
        let fixture = try DatabaseFixture()
        let outcome = try await fixture.database.redact(
            fingerprint, userID: synthetic.userID(0).packet.body, undo: false, by: "me"
        ).outcome
        #expect(!outcome.isStored && outcome.changed == 1)
        try await fixture.commit([both])
        #expect(try await userIDs(fixture) == [synthetic.userID(1).packet.body])
        #expect(try await fixture.database.check().problems == [])
    }

    @Test func `the same order twice changes nothing`() async throws {
        let fixture = try DatabaseFixture()
        try await fixture.commit([both])
        for changed in [2, 0] {
            let outcome = try await fixture.database.redact(
                fingerprint, userID: nil, undo: false, by: "me"
            ).outcome
            #expect(outcome.changed == changed)
            #expect(outcome.redactions.count == 2)
        }
    }
}
