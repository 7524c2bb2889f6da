import GRDB
import Keyring
import OpenPGP
import SetReconciliation
import SigningKeys
import SyntheticKeys
import Testing

@testable import Database

/// What is stored, what counts, and what is served of one key.
@Suite struct FormTests {
    private let fixture: DatabaseFixture

    init() throws { fixture = try DatabaseFixture() }

    private func octets(_ digest: KeyDigest?) async throws -> [UInt8]? {
        guard let digest else { return nil }
        return try await fixture.database.keys(withDigests: [digest], maximumBytes: .max).first
    }

    /// Rows of table `form` by kind.
    private func rows() throws -> [FormKind: Int] {
        try fixture.database.queue.writeWithoutTransaction { db in
            let kinds = try Int64.fetchAll(db, sql: "SELECT id FROM form")
                .compactMap { FormKind.parse(row: $0)?.kind }
            return Dictionary(kinds.map { ($0, 1) }, uniquingKeysWith: +)
        }
    }

    @Test func `a key that only its owner touched is kept once`() async throws {
        try await fixture.commit((0..<10).map { SyntheticKey($0).key })
        #expect(try rows() == [:])
    }

    @Test func `a flooded key is served as its owner made it, and stored whole`() async throws {
        let flooded = FloodedKey(signatures: 500)
        let outcome = try #require(try await fixture.commit([flooded.key]).first)
        let stored = flooded.key.normalized()
        let verified = try VerifiedKey.whole(stored)
        #expect(outcome.digests[.sks] == stored.sksDigest)
        #expect(outcome.digests[.claviger1] == verified.digest)
        let served = try await fixture.served(.fingerprint(flooded.key.fingerprint))
        #expect(served?.packets == verified.key.encoded())
        #expect(served?.legacyPackets == nil)
        #expect(try rows() == [.stored: 1])
        // Each profile's peers get what their digest is of; a client gets what is served.
        #expect(try await octets(stored.sksDigest) == stored.encoded())
        #expect(try await octets(verified.digest) == verified.key.encoded())
        #expect(
            try await fixture.served(.digest(stored.sksDigest))?.packets == verified.key.encoded())
        #expect(try await fixture.database.check().problems == [])
    }

    @Test func `what is served does not change while a key is flooded on`() async throws {
        let flooded = FloodedKey(signatures: 400)
        var half = flooded.key
        half.identities[0].signatures.removeLast(200)
        try await fixture.commit([half])
        let before = try await fixture.served(.fingerprint(half.fingerprint))?.packets
        let changes = totalChanges()
        #expect(try await fixture.commit([flooded.key]).map(\.change) == [.updated])
        #expect(try await fixture.served(.fingerprint(half.fingerprint))?.packets == before)
        // The change log, its number in the key's row, the stored form, the digest and its tree
        // node, the totals: however long the key is.
        #expect(totalChanges() - changes < 16)
        #expect(try await fixture.database.check().problems == [])
    }

    private func totalChanges() -> Int {
        fixture.database.queue.writeWithoutTransaction { $0.totalChangesCount }
    }

    @Test func `signatures already stored are not verified again`() async throws {
        let synthetic = SyntheticKey(5)
        let one = synthetic.with(identities: [synthetic.userID(0, certifications: 20)])
        try await fixture.commit([one])
        let more = synthetic.with(identities: [synthetic.userID(0, certifications: 21)])
        let admitted = try #require(try fixture.admitted([more]).first)
        #expect(admitted.reliesOnStoredCopy)
        #expect(admitted.verified.key.identities.map(\.signatures.count) == [1])
        _ = try await fixture.database.commit([admitted])
        #expect(
            try await fixture.served(.fingerprint(more.fingerprint))?.packets
                == more.normalized().encoded())
        #expect(try await fixture.database.check().problems == [])
    }

    @Test func `an admission whose stored copy is gone is verified again`() async throws {
        let synthetic = SyntheticKey(6)
        let one = synthetic.with(identities: [synthetic.userID(0)])
        let both = synthetic.with(identities: [synthetic.userID(0), synthetic.userID(1)])
        try await fixture.commit([one])
        let admitted = try fixture.admitted([both])
        let other = try DatabaseFixture()
        let outcomes = try await other.database.commit(admitted).outcome
        #expect(outcomes.map(\.change) == [.inserted])
        #expect(
            try await other.served(.fingerprint(both.fingerprint))?.packets
                == both.normalized().encoded())
        #expect(try await other.database.check().problems == [])
    }

    @Test func `a key of which nothing verifies is stored for SKS and not found`() async throws {
        var key = SyntheticKey(7).key
        key.identities[0].signatures = SyntheticKey(8).key.identities[0].signatures
        try await fixture.commit([key])
        #expect(try await fixture.found(.fingerprint(key.fingerprint)) == [])
        #expect(try await fixture.found(.keyID(key.keyID)) == [])
        #expect(try await fixture.found(.digest(key.sksDigest)) == [])
        let words = try KeyQuery.parse(search: Array("user7".utf8), exact: false)
        #expect(try await fixture.found(words) == [])
        #expect(try await octets(key.sksDigest) == key.encoded())
        #expect(fixture.database.root(of: .sks).count == 1)
        #expect(fixture.database.root(of: .claviger1).count == 0)
        // Its owner's own copy brings it out.
        try await fixture.commit([SyntheticKey(7).key])
        #expect(try await fixture.found(words) == [key.fingerprint])
        #expect(fixture.database.root(of: .claviger1).count == 1)
        #expect(try await fixture.database.check().problems == [])
    }

    @Test func `a subkey that is not bound does not lead to the key`() async throws {
        let owner = SyntheticKey(9)
        let thief = SyntheticKey(10)
        let subkey = owner.subkey(0)
        try await fixture.commit([
            owner.with(identities: [owner.userID(0)], subkeys: [subkey]),
            thief.with(identities: [thief.userID(0)], subkeys: [subkey]),
        ])
        let fingerprint = try PublicKey(subkey.packet).fingerprint
        #expect(try await fixture.found(.fingerprint(fingerprint)) == [owner.key.fingerprint])
        let keyID = try PublicKey(subkey.packet).keyID
        #expect(try await fixture.found(.keyID(keyID)) == [owner.key.fingerprint])
        #expect(try await fixture.database.check().problems == [])
    }

    @Test func `old clients are spared components of version 6`() async throws {
        let owner = SigningKey(.eddsaLegacy, number: 1)
        let old = EncryptionKey.curve25519(number: 2)
        var key = owner.certificate(encrypting: [old])
        let clean = try VerifiedKey.whole(key).key
        let late = SigningKey(.ed25519, number: 3, version: 6)
        key.subkeys.append(
            component(subkey: late.publicKey, [owner.binding(signing: late)]))
        try await fixture.commit([key])
        let served = try #require(try await fixture.served(.fingerprint(key.fingerprint)))
        if served.packets != clean.encoded() {
            #expect(served.legacyPackets == clean.encoded())
            #expect(try rows()[.legacy] == 1)
        }
        #expect(try await fixture.database.check().problems == [])
    }

    @Test func `a hard revocation leaves the revocation, for search too`() async throws {
        let owner = SigningKey(.eddsaLegacy, number: 4)
        var key = owner.certificate(userIDs: ["Gone <gone@example.org>"])
        try await fixture.commit([key])
        let words = try KeyQuery.parse(search: Array("gone".utf8), exact: false)
        #expect(try await fixture.found(words) == [key.fingerprint])
        key.directSignatures = [owner.revocation()]
        try await fixture.commit([key])
        #expect(try await fixture.found(words) == [])
        let served = try #require(try await fixture.served(.fingerprint(key.fingerprint)))
        let reduced = try TransferablePublicKey.decode(served.packets)
        #expect(reduced.directSignatures.count == 1 && reduced.identities.isEmpty)
        #expect(try await fixture.database.check().problems == [])
    }
}
