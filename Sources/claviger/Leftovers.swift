import Dispatch
import Glibc
import Logging
import Node
import NodeConfiguration
import NodeService

/// What an earlier process was in the middle of digesting when it died is tried again before this
/// one takes anything in, each key in a process that may die of it. What kills twice is set aside,
/// since once can be chance; the rest is stored as if nothing had happened. Whatever lies there,
/// this process survives it, because it looks at none of it.
struct Leftovers {
    /// How long one step of a trial may take: twice its processor time, for a busy machine.
    private static let patience = Duration.seconds(60)
    /// Deaths at one start. Each takes some tenths of a second; what is left then is tried at the
    /// next start.
    private static let maximumDeaths = 400

    private let file: String
    private let folder: QuarantineTrialFolder
    private let verification: VerificationJournal
    private let quarantine: QuarantineFolder
    private let logger: Logger

    /// - Parameter file: the path of the configuration.
    init(of configuration: NodeConfiguration, file: String, logger: Logger) {
        self.file = file
        self.logger = logger
        folder = QuarantineTrialFolder(data: configuration.data)
        verification = VerificationJournal(data: configuration.data)
        quarantine = QuarantineFolder("\(configuration.data)/\(Quarantine.folderName)")
    }

    /// Nothing may have the database open in this process.
    func clear() async {
        guard folder.hasLeftovers || verification.hasLeftovers else { return }
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                clearNow()
                continuation.resume()
            }
        }
    }

    private func clearNow() {
        do {
            var progress = Progress()
            for _ in 0..<Self.maximumDeaths {
                guard let death = try trial(progress) else { return }
                logger.notice("what the last process left ended a trial: \(death.reason)")
                if progress.isConvicted(by: death) { try setAside(death) }
            }
            logger.warning(
                "more is left that processes of this node die of: tried at the next start")
        } catch {
            logger.warning("what the last process left could not be tried", error: error)
        }
    }

    // MARK: One trial

    /// What the trials so far have shown.
    private struct Progress {
        /// Entries that a trial died of as a whole, and how far they have been taken in.
        var singly: [String: LeftoverTrial.Position] = [:]
        /// The process of the last trial.
        var predecessor: Int32?
        /// What it died of, unless that was an entry as a whole.
        private var last: LeftoverTrial.Step?

        /// Not twice in a row of what it cannot name: stored keys that were verified together, of
        /// which the next one names the culprit.
        var mayDieAgain: Bool { last != .opening }

        /// Whether what the trial died of is at fault: the second time in a row, and not while it
        /// is one of many.
        mutating func isConvicted(by death: Death) -> Bool {
            predecessor = death.process
            guard let place = death.place else {
                defer { last = death.step }
                return death.step == last
            }
            let isKnown = singly.updateValue(place.position, forKey: place.entry) != nil
            defer { last = isKnown ? death.step : nil }
            return isKnown && death.step == last
        }
    }

    /// What a trial died of.
    private struct Death {
        let process: Int32
        /// The entry that was being tried, and how far; nil while the database was opened.
        let place: (entry: String, position: LeftoverTrial.Position)?
        let step: LeftoverTrial.Step
        let fingerprint: String?
        let reason: String
    }

    /// Nil when nothing is left to be tried, or when it cannot be tried now.
    private func trial(_ progress: Progress) throws -> Death? {
        var arguments = ["try-submission", "--config", file]
        for (entry, position) in progress.singly {
            arguments += ["--singly", LeftoverTrial.Step.blob(entry: entry, position).line]
        }
        if let process = progress.predecessor { arguments += ["--predecessor", "\(process)"] }
        let child = try ChildProcess(arguments: arguments)
        var step: LeftoverTrial.Step?
        var place: (entry: String, position: LeftoverTrial.Position)?
        var fingerprint: String?
        var isSilent = false
        reading: while true {
            // Opening a database can take long, after an upgrade.
            let patience = step == nil || step == .opening ? nil : Self.patience
            switch try child.nextLine(patience: patience) {
            case .end: break reading
            case .silence:
                isSilent = true
                child.kill()
                break reading
            case .text(let line):
                switch LeftoverTrial.Step(line: line) {
                case .fingerprint(let text)?: fingerprint = text
                case let next?:
                    step = next
                    fingerprint = nil
                    if case .blob(let entry, let position) = next { place = (entry, position) }
                case nil: break
                }
            }
        }
        guard case .killed(let signal) = child.wait() else {
            // It has told why, unless it could not even open the database.
            if step != nil, child.wait() != .exited(0) {
                logger.warning("what the last process left is tried again at the next start")
            }
            return nil
        }
        let last = step ?? .opening
        guard isSilent || !Self.isRequest(signal), place != nil || last.isOfOpening,
            last != .opening || verification.hasLeftovers && progress.mayDieAgain
        else {
            logger.warning("the trial of what the last process left was ended by signal \(signal)")
            return nil
        }
        return Death(
            process: child.process, place: place, step: last,
            fingerprint: fingerprint,
            reason: isSilent
                ? "took longer than \(Self.patience.components.seconds) s"
                : "killed by signal \(signal) (\(String(cString: strsignal(signal))))")
    }

    /// Whether a signal is one by which somebody ends a process that does nothing wrong.
    private static func isRequest(_ signal: Int32) -> Bool {
        [SIGTERM, SIGINT, SIGHUP].contains(signal)
    }

    // MARK: What it died of

    private func setAside(_ death: Death) throws {
        switch death.step {
        case .key(let digest):
            guard let suspect = folder.suspect else { return }
            try setAside(suspect.blobs.flatMap { $0 }, digest, from: suspect.originText, death)
            folder.clearSuspect()
        case .stored(let digest):
            guard let suspect = folder.suspect else { return }
            try setAside(suspect.blobs.flatMap { $0 }, digest, from: "the database", death)
            folder.clearSuspect()
        case .blob(let entry, let position):
            guard let record = folder.record(entry),
                record.blobs.indices.contains(position.blob)
            else { return folder.remove(entry) }
            let octets = record.blobs[position.blob]
            try setAside(
                octets, QuarantineDigest.of(octets: octets), from: record.originText, death)
        case .opening:
            // Nobody is known yet.
            break
        case .open, .fingerprint:
            preconditionFailure("a death is between a blob and a key")
        }
    }

    private func setAside(
        _ octets: [UInt8], _ digest: String, from origin: String, _ death: Death
    ) throws {
        let item = QuarantinedItem(
            fingerprint: death.fingerprint, digest: digest, time: SystemClock.now(),
            reason: death.reason)
        try quarantine.setAside(octets, item, origin: origin)
        logger.warning(
            "quarantined what the node died of: \(death.reason)",
            metadata: [
                "digest": "\(digest)", "fingerprint": "\(death.fingerprint ?? "unknown")",
                "origin": "\(origin)",
            ])
    }
}

extension LeftoverTrial.Step {
    /// Whether it may be the last one before a death while the database is opened.
    fileprivate var isOfOpening: Bool {
        switch self {
        case .stored, .opening: true
        case .open, .blob, .key, .fingerprint: false
        }
    }
}
