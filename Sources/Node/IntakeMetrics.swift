import Keyring
import NodeService
import Synchronization
import Telemetry

/// What became of all that was handed in since the node started.
final class IntakeMetrics: Sendable {
    /// Where it came from.
    private enum Source: String, CaseIterable {
        case client, load, peer

        init(_ origin: Submission.Origin) {
            self =
                switch origin {
                case .client: .client
                case .load: .load
                case .peer: .peer
                }
        }
    }

    /// What became of a submission as a whole.
    enum Ending: String, CaseIterable {
        /// All of it was judged, and what was admitted is durable.
        case done
        /// The sender has to wait, with all of it or with a part.
        case deferred
        /// The node could not do its work.
        case failed
    }

    private enum Outcome: String, CaseIterable {
        case inserted, updated, unchanged, refused
    }

    private struct Counts {
        var endings: [Ending: Int] = [:]
        var keys: [Outcome: Int] = [:]
        var refusals: [RefusedKey.Cause: Int] = [:]
        var octets = 0
        var seconds = Distribution(Distribution.answerSeconds)
    }

    private let counts = Mutex<[Source: Counts]>([:])

    private func count(_ origin: Submission.Origin, _ change: (inout Counts) -> Void) {
        counts.withLock { change(&$0[Source(origin), default: Counts()]) }
    }

    /// Counts the submission, of so many octets, whatever becomes of it.
    func measure<Value>(
        _ origin: Submission.Origin, octets: Int,
        _ work: () async throws -> (value: Value, resumeAfter: Int?)
    ) async throws -> Value {
        let began = ContinuousClock.now
        do {
            let (value, resumeAfter) = try await work()
            let duration = ContinuousClock.now - began
            count(origin) { counts in
                counts.endings[resumeAfter == nil ? .done : .deferred, default: 0] += 1
                counts.octets += octets
                counts.seconds.observe(duration)
            }
            return value
        } catch {
            let ending: Ending =
                if case NodeServiceError.overBudget = error { .deferred } else { .failed }
            count(origin) { counts in
                counts.endings[ending, default: 0] += 1
                counts.octets += octets
            }
            throw error
        }
    }

    /// Counts the keys of a submission after their commit.
    func count(_ report: SubmissionReport, of judged: Judged, from origin: Submission.Origin) {
        count(origin) { counts in
            counts.keys[.inserted, default: 0] += report.inserted.count
            counts.keys[.updated, default: 0] += report.updated.count
            counts.keys[.unchanged, default: 0] += report.unchanged.count
        }
        countRefused(judged, from: origin)
    }

    /// The same of what a peer sent.
    func count(_ taken: [TakenKey], of judged: Judged, from origin: Submission.Origin) {
        count(origin) { counts in
            for key in taken {
                switch key.outcome {
                case .inserted: counts.keys[.inserted, default: 0] += 1
                case .updated: counts.keys[.updated, default: 0] += 1
                case .unchanged: counts.keys[.unchanged, default: 0] += 1
                case .refused: break
                }
            }
        }
        countRefused(judged, from: origin)
    }

    private func countRefused(_ judged: Judged, from origin: Submission.Origin) {
        count(origin) { counts in
            for refused in judged.judgements.lazy.compactMap(\.refused) {
                counts.keys[.refused, default: 0] += 1
                counts.refusals[refused.cause, default: 0] += 1
            }
        }
    }

    var families: [MetricFamily] {
        let counts = counts.withLock { $0 }
        func samples(_ samples: (Source, Counts) -> [MetricSample]) -> [MetricSample] {
            Source.allCases.flatMap { samples($0, counts[$0] ?? Counts()) }
        }
        return [
            .counter(
                "claviger_submissions_total",
                "Submissions by their source and ending; of peers, portions of their answers.",
                samples { source, counts in
                    Ending.allCases.map {
                        MetricSample(
                            counts.endings[$0] ?? 0,
                            ["source": source.rawValue, "ending": $0.rawValue])
                    }
                }),
            .counter(
                "claviger_submission_bytes_total", "What was submitted.",
                samples { [MetricSample($1.octets, ["source": $0.rawValue])] }),
            .histogram(
                "claviger_submission_seconds",
                "From a submission to its commit, of those that were judged.",
                samples { [MetricSample($1.seconds, ["source": $0.rawValue])] }),
            .counter(
                "claviger_submitted_keys_total", "Keys of submissions by what became of them.",
                samples { source, counts in
                    Outcome.allCases.map {
                        MetricSample(
                            counts.keys[$0] ?? 0,
                            ["source": source.rawValue, "outcome": $0.rawValue])
                    }
                }),
            .counter(
                "claviger_refused_keys_total", "Keys that were not taken, by the cause.",
                samples { source, counts in
                    RefusedKey.Cause.allCases.map {
                        MetricSample(
                            counts.refusals[$0] ?? 0,
                            ["source": source.rawValue, "cause": $0.rawValue])
                    }
                }),
        ]
    }
}
