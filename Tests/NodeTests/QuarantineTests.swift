import Foundation
import Keyring
import NodeService
import OpenPGP
import SyntheticKeys
import Testing

@testable import Node

@Suite struct QuarantineTests {
    private let folder = JournalFolder()
    private let culprit = SyntheticKey(1)
    private let innocent = SyntheticKey(2)

    private func rawKey(_ octets: [UInt8]) throws -> RawKey {
        try #require(Array(RawKeySequence(octets)).first)
    }

    /// A quarantine that holds the culprit.
    private func quarantine() throws -> Quarantine {
        let digest = QuarantineDigest.of(try rawKey(culprit.packets))
        try QuarantineFolder(folder.path).setAside(
            culprit.packets,
            QuarantinedItem(
                fingerprint: culprit.key.fingerprint.hex, digest: digest, time: 7,
                reason: "killed by signal 4"), origin: "client 192.0.2.7")
        return Quarantine(folder: folder.path)
    }

    @Test func `an empty quarantine lets everything pass`() {
        let quarantine = Quarantine(folder: folder.path)
        #expect(quarantine.items == [])
        #expect(quarantine.screen(culprit.packets) == nil)
        #expect(!quarantine.holds(octets: culprit.packets))
    }

    @Test func `what is set aside is refused alone, among others and armored`() throws {
        let quarantine = try quarantine()
        let alone = try #require(quarantine.screen(culprit.packets))
        #expect(alone.passed == [])
        #expect(alone.refused.map(\.fingerprint) == [culprit.key.fingerprint])
        #expect(alone.refused[0].reason.hasPrefix("quarantined: "))
        let among = try #require(
            quarantine.screen(innocent.packets + culprit.packets + SyntheticKey(3).packets))
        #expect(among.passed == innocent.packets + SyntheticKey(3).packets)
        #expect(among.refused.count == 1)
        let armored = try #require(
            quarantine.screen(Armor.encode(innocent.packets) + Armor.encode(culprit.packets)))
        #expect(armored.passed == innocent.packets)
        #expect(armored.refused.count == 1)
    }

    @Test func `what holds nothing of it is left as it came`() throws {
        let quarantine = try quarantine()
        #expect(quarantine.screen(innocent.packets) == nil)
        #expect(quarantine.screen(Armor.encode(innocent.packets)) == nil)
        #expect(quarantine.screen([]) == nil)
        #expect(quarantine.screen(Array("no key".utf8)) == nil)
        #expect(quarantine.screen(Array(culprit.packets.dropLast())) == nil)
    }

    @Test func `the same packets in another framing are the same`() throws {
        let quarantine = try quarantine()
        var reader = PacketReader(culprit.packets)
        var old: [UInt8] = []
        while let packet = try reader.next() {
            // The old format with four octets of length (RFC 9580 §4.2.2).
            let count = packet.body.count
            old += [0x80 | packet.tag.rawValue << 2 | 2]
            old += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) }
            old += packet.body
        }
        #expect(old != culprit.packets)
        #expect(quarantine.screen(old)?.refused.count == 1)
    }

    @Test func `another key with the same primary key is not shut out`() throws {
        let quarantine = try quarantine()
        let other = culprit.with(identities: [culprit.userID(1)])
        #expect(other.encoded() != culprit.packets)
        #expect(other.fingerprint == culprit.key.fingerprint)
        #expect(quarantine.screen(other.encoded()) == nil)
    }

    @Test func `a submission that cannot be cut into keys is known by its octets`() throws {
        let octets = Array("anything at all".utf8)
        try QuarantineFolder(folder.path).setAside(
            octets,
            QuarantinedItem(
                fingerprint: nil, digest: QuarantineDigest.of(octets: octets), time: 1,
                reason: "killed by signal 4"), origin: "load")
        let quarantine = Quarantine(folder: folder.path)
        #expect(quarantine.holds(octets: octets))
        #expect(quarantine.screen(octets)?.refused.map(\.fingerprint) == [nil])
        #expect(quarantine.screen(octets + [0]) == nil)
    }

    @Test func `an item is set aside once and can be released`() throws {
        let first = try quarantine()
        let item = try #require(first.items.first)
        #expect(item.time == 7)
        #expect(item.reason == "killed by signal 4")
        let again = QuarantinedItem(
            fingerprint: nil, digest: item.digest, time: 9, reason: "another")
        let disk = QuarantineFolder(folder.path)
        try disk.setAside([1], again, origin: "load")
        #expect(Quarantine(folder: folder.path).items == [item])
        #expect(folder.names == ["\(item.digest).json", "\(item.digest).pgp"])
        #expect(folder.contents("\(item.digest).pgp") == culprit.packets)
        #expect(try disk.release(item.digest))
        #expect(try !disk.release(item.digest))
        #expect(try !disk.release("../../etc/passwd"))
        #expect(folder.names == [])
        #expect(Quarantine(folder: folder.path).items == [])
    }

    @Test func `the oldest evidence goes first, then the oldest items`() throws {
        let disk = QuarantineFolder(folder.path, maximumItems: 3, maximumOctets: 250)
        for time in 1...5 {
            let octets = [UInt8](repeating: UInt8(time), count: 100)
            try disk.setAside(
                octets,
                QuarantinedItem(
                    fingerprint: nil, digest: QuarantineDigest.of(octets: octets), time: time,
                    reason: "killed"), origin: "load")
        }
        let items = Quarantine(folder: folder.path).items
        #expect(items.map(\.time) == [5, 4, 3])
        #expect(folder.names.count { $0.hasSuffix(".pgp") } == 2)
        #expect(!folder.names.contains("\(items[2].digest).pgp"))
    }

    @Test func `files that are no items harm nothing`() throws {
        let item = try #require(try quarantine().items.first)
        for (name, text) in [("x.json", "{"), ("y.json", "{}"), ("z", ""), ("w.pgp", "")] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder.path)/\(name)"))
        }
        #expect(Quarantine(folder: folder.path).items == [item])
    }
}

@Suite struct QuarantineTrialFolderTests {
    private let data = JournalFolder()
    private var trial: QuarantineTrialFolder { QuarantineTrialFolder(data: data.path) }

    private func journal() throws -> IntakeJournal {
        try FileManager.default.createDirectory(
            atPath: data.path, withIntermediateDirectories: true)
        return try IntakeJournal(folder: "\(data.path)/\(IntakeJournal.folderName)")
    }

    @Test func `what was left is taken over, tried and gone`() throws {
        let journal = try journal()
        #expect(!trial.hasLeftovers)
        let entries = [
            try journal.enter([[1]], origin: .load), try journal.enter([[2]], origin: .load),
        ]
        #expect(trial.hasLeftovers)
        try trial.adopt()
        #expect(trial.waiting.count == 2)
        #expect(trial.waiting.compactMap { trial.record($0)?.blobs } == [[[1]], [[2]]])
        #expect(trial.hasLeftovers)
        // The next trial finds what this one did not finish.
        try trial.adopt()
        #expect(trial.waiting.count == 2)
        for name in trial.waiting { trial.remove(name) }
        #expect(!trial.hasLeftovers)
        #expect(data.names == [IntakeJournal.folderName])
        withExtendedLifetime(entries) {}
    }

    @Test func `files that a journal keeps for later are nothing that was left`() throws {
        let journal = try journal()
        let entry = try journal.enter([[1]], origin: .load)
        #expect(trial.hasLeftovers)
        entry.leave()
        #expect(!trial.hasLeftovers)
        let files = try FileManager.default.contentsOfDirectory(
            atPath: "\(data.path)/\(IntakeJournal.folderName)")
        #expect(files.count == 1)
    }

    @Test func `entries of one name keep apart`() throws {
        let entry = try journal().enter([[1]], origin: .load)
        try trial.adopt()
        // A new journal counts from the start again.
        let second = try journal().enter([[2]], origin: .load)
        try trial.adopt()
        #expect(Set(trial.waiting.compactMap { trial.record($0)?.blobs[0] }) == [[1], [2]])
        withExtendedLifetime((entry, second)) {}
    }

    @Test func `what a trial that died left in the journal is not tried twice`() throws {
        let entry = try journal().enter([[1]], origin: .load)
        try trial.adopt(butOf: getpid() + 1)
        #expect(trial.waiting.count == 1)
        let copy = try journal().enter([[1]], origin: .load)
        try trial.adopt(butOf: getpid())
        #expect(trial.waiting.count == 1)
        let left = try FileManager.default.contentsOfDirectory(
            atPath: "\(data.path)/\(IntakeJournal.folderName)")
        #expect(left == [])
        withExtendedLifetime((entry, copy)) {}
    }

    @Test func `the suspect is what is being tried and nothing else`() throws {
        let entry = try journal().enter([[1, 2, 3]], origin: .peer("b"))
        try trial.adopt()
        let record = try #require(trial.record(trial.waiting[0]))
        #expect(trial.suspect == nil)
        try trial.suspect([2], of: record)
        #expect(trial.suspect?.blobs == [[2]])
        #expect(trial.suspect?.origin == .peer("b"))
        #expect(trial.waiting.count == 1)
        // A suspect whose process was killed by its own parent's end is none.
        try trial.adopt()
        #expect(trial.suspect == nil)
        withExtendedLifetime(entry) {}
    }
}

@Suite struct RawKeySequenceTests {
    @Test func `keys are cut out of keyrings and of every block that can be read`() {
        let keys = (1...3).map { SyntheticKey($0).packets }
        #expect(RawKeySequence(keys.flatMap { $0 }).map(\.bytes) == keys)
        let text =
            Armor.encode(keys[0]) + Array("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n!\n".utf8)
            + Array("-----END PGP PUBLIC KEY BLOCK-----\n".utf8) + Armor.encode(keys[1] + keys[2])
        #expect(RawKeySequence(text).map(\.bytes) == keys)
        #expect(RawKeySequence([]).map(\.bytes) == [])
        #expect(RawKeySequence(Array("text".utf8)).map(\.bytes) == [])
    }

    @Test func `where the framing breaks the keys before it are given`() {
        let keys = (1...2).map { SyntheticKey($0).packets }
        #expect(RawKeySequence(keys[0] + keys[1].dropLast()).map(\.bytes) == [keys[0]])
    }
}
