import Glibc
import Keyring
import Node
import NodeService
import OpenPGP

/// In a process of its own (``TrySubmissionCommand``): takes in what an earlier process left in the
/// middle of digesting, one key at a time, through the one door. It tells on standard output what
/// it is about to do, so that whoever started it knows what it died of.
struct LeftoverTrial {
    /// Seconds of a processor that one key may take. The worst flood known takes two.
    private static let processorSeconds = 30
    /// Octets of address space beyond what the opened node has. The longest key and its parsed form
    /// take a tenth of it.
    private static let memory = 2 << 30

    /// What it tells.
    enum Step: Equatable {
        /// The database is open and what was left is at hand.
        case open
        /// A blob of an entry is being cut into keys.
        case blob(entry: String, index: Int)
        /// The suspect is being digested.
        case key(digest: String)
        /// The suspect's fingerprint.
        case fingerprint(String)

        var line: String {
            switch self {
            case .open: "open"
            case .blob(let entry, let index): "blob \(entry) \(index)"
            case .key(let digest): "key \(digest)"
            case .fingerprint(let fingerprint): "fingerprint \(fingerprint)"
            }
        }

        init?(line: String) {
            let words = line.split(separator: " ").map(String.init)
            switch (words.first, words.count) {
            case ("open", 1): self = .open
            case ("blob", 3):
                guard let index = Int(words[2]) else { return nil }
                self = .blob(entry: words[1], index: index)
            case ("key", 2): self = .key(digest: words[1])
            case ("fingerprint", 2): self = .fingerprint(words[1])
            default: return nil
            }
        }
    }

    let node: any NodeService
    let folder: QuarantineTrialFolder
    let quarantine: Quarantine

    /// - Throws: when the node cannot take keys in, whatever they are.
    func run() async throws {
        try folder.adopt()
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
            tell(.blob(entry: entry, index: index))
            for key in RawKeySequence(blob) where !key.exceedsLimit {
                try await attempt(key, record)
                tell(.blob(entry: entry, index: index))
            }
        }
    }

    private func attempt(_ key: RawKey, _ record: IntakeJournalRecord) async throws {
        let digest = QuarantineDigest.of(key)
        try folder.suspect(key.bytes, of: record)
        tell(.key(digest: digest))
        ProcessLimits.limitProcessorTime(secondsFromNow: Self.processorSeconds)
        if let fingerprint = Self.fingerprint(of: key) { tell(.fingerprint(fingerprint)) }
        do {
            _ = try await node.submit(Submission(origin: record.origin, bytes: key.bytes))
        } catch NodeServiceError.overBudget {
            // Its sender was told of no success and sends it again.
        }
        folder.clearSuspect()
    }

    private static func fingerprint(of key: RawKey) -> String? {
        var reader = PacketReader(key.bytes)
        guard let packet = try? reader.next() else { return nil }
        return (try? PublicKey(packet))?.fingerprint.hex
    }

    private func tell(_ step: Step) { StandardOutput.line(step.line) }
}
