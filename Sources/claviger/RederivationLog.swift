import Database
import Logging
import Synchronization

/// Logs from time to time how far the keys have been brought to new rules or another policy, while
/// the database is opened.
final class RederivationLog: Sendable {
    private static let interval = Duration.seconds(5)

    private let logger: Logger
    private let last = Mutex<ContinuousClock.Instant?>(nil)

    init(_ logger: Logger) { self.logger = logger }

    func show(_ progress: RederivationProgress) {
        let now = ContinuousClock.now
        let isDue = last.withLock { last in
            guard let time = last, now - time < Self.interval else {
                last = now
                return true
            }
            return false
        }
        guard isDue || progress.done >= progress.total else { return }
        let work =
            progress.verifies
            ? "the rules have changed, keys are verified"
            : "what is served has changed, keys are written again"
        logger.notice(
            "\(work): \(Figures.count(progress.done)) of \(Figures.count(progress.total))")
    }
}
