import Glibc
import Keyring
import Node
import NodeService
import OpenPGP

/// In a process of its own (``TrySubmissionCommand``): takes in what an earlier process left in the
/// middle of digesting, through the one door. It tells on standard output what it is about to do,
/// so that whoever started it knows what it died of.
struct LeftoverTrial {
    /// Seconds of a processor that one step may take. The worst flood known takes two.
    private static let processorSeconds = 30
    /// Octets of address space beyond what the opened node has. The longest key and its parsed form
    /// take a tenth of it.
    private static let memory = 2 << 30

    /// How far an entry has been taken in: what stands before it is done with.
    struct Position: Equatable {
        var blob: Int
        /// Keys of the blob.
        var keys: Int
    }

    /// What it tells.
    enum Step: Equatable {
        /// A stored key is being verified anew, while the database is opened.
        case stored(digest: String)
        /// It has been verified; nothing is known of what is done next.
        case opening
        /// The database is open and what was left is at hand.
        case open
        /// A blob of an entry is being digested whole, or cut into keys; so many have been.
        case blob(entry: String, Position)
        /// The suspect is being digested.
        case key(digest: String)
        /// The suspect's fingerprint.
        case fingerprint(String)

        var line: String {
            switch self {
            case .stored(let digest): "stored \(digest)"
            case .opening: "opening"
            case .open: "open"
            case .blob(let entry, let place): "blob \(entry) \(place.blob) \(place.keys)"
            case .key(let digest): "key \(digest)"
            case .fingerprint(let fingerprint): "fingerprint \(fingerprint)"
            }
        }

        init?(line: String) {
            let words = line.split(separator: " ").map(String.init)
            switch (words.first, words.count) {
            case ("stored", 2): self = .stored(digest: words[1])
            case ("opening", 1): self = .opening
            case ("open", 1): self = .open
            case ("blob", 4):
                guard let blob = Int(words[2]), let keys = Int(words[3]) else { return nil }
                self = .blob(entry: words[1], Position(blob: blob, keys: keys))
            case ("key", 2): self = .key(digest: words[1])
            case ("fingerprint", 2): self = .fingerprint(words[1])
            default: return nil
            }
        }
    }

    let node: any NodeService
    let folder: QuarantineTrialFolder
    let quarantine: Quarantine
    /// Entries that a process has died of, and how far it had come: taken in key by key from there.
    /// The others are taken in whole, as they first were, since most of what is left was merely
    /// under way when a process was killed.
    let singly: [String: Position]
    /// The process of the last trial, if it died.
    let predecessor: Int32?

    /// - Throws: when the node cannot take keys in, whatever they are.
    func run() async throws {
        try folder.adopt(butOf: predecessor)
        ProcessLimits.limitMemory(beyondNow: Self.memory)
        tell(.open)
        for entry in folder.waiting {
            // An entry that was not written to its end has not been digested.
            if let record = folder.record(entry) { try await attempt(record, entry) }
            folder.remove(entry)
        }
    }

    private func attempt(_ record: IntakeJournalRecord, _ entry: String) async throws {
        for (index, blob) in record.blobs.enumerated() {
            guard !quarantine.holds(octets: blob) else { continue }
            guard let start = singly[entry] else {
                tell(.blob(entry: entry, Position(blob: index, keys: 0)))
                try await submit(blob, record)
                continue
            }
            guard index >= start.blob else { continue }
            let done = index == start.blob ? start.keys : 0
            tell(.blob(entry: entry, Position(blob: index, keys: done)))
            for (number, key) in RawKeySequence(blob).enumerated() where number >= done {
                if !key.exceedsLimit { try await attempt(key, record) }
                tell(.blob(entry: entry, Position(blob: index, keys: number + 1)))
            }
        }
    }

    private func attempt(_ key: RawKey, _ record: IntakeJournalRecord) async throws {
        let digest = QuarantineDigest.of(key)
        try folder.suspect(key.bytes, of: record)
        tell(.key(digest: digest))
        if let fingerprint = Self.fingerprint(of: key) { tell(.fingerprint(fingerprint)) }
        try await submit(key.bytes, record)
        folder.clearSuspect()
    }

    private func submit(_ bytes: [UInt8], _ record: IntakeJournalRecord) async throws {
        ProcessLimits.limitProcessorTime(secondsFromNow: Self.processorSeconds)
        do {
            _ = try await node.submit(Submission(origin: record.origin, bytes: bytes))
        } catch NodeServiceError.overBudget {
            // Its sender was told of no success and sends it again.
        }
    }

    private static func fingerprint(of key: RawKey) -> String? {
        var reader = PacketReader(key.bytes)
        guard let packet = try? reader.next() else { return nil }
        return (try? PublicKey(packet))?.fingerprint.hex
    }

    /// What is told while the database is opened.
    static let told = VerificationJournal.Told(
        trying: { key in
            tell(.stored(digest: QuarantineDigest.of(packets: key.encoded())))
            tell(.fingerprint(key.fingerprint.hex))
        }, tried: { tell(.opening) })

    private static func tell(_ step: Step) { StandardOutput.line(step.line) }
    private func tell(_ step: Step) { Self.tell(step) }
}
