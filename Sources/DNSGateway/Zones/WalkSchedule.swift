import NodeService

/// Decides when the zones are walked again: when the node's sets have changed, and now and then
/// because what is served can change while they do not, as when a redaction is taken back.
struct WalkSchedule: Sendable {
    /// How often the node is asked whether its sets have changed: so long a new key is not found.
    static let interval = Duration.seconds(60)
    /// The same while the node has never answered.
    static let intervalOfRetries = Duration.seconds(2)
    private static let longestRest = Duration.seconds(600)

    private var last: (sets: [SetStatus], time: ContinuousClock.Instant)?

    func isDue(for sets: [SetStatus], at time: ContinuousClock.Instant) -> Bool {
        guard let last else { return true }
        return last.sets != sets || time - last.time >= Self.longestRest
    }

    mutating func walked(_ sets: [SetStatus], at time: ContinuousClock.Instant) {
        last = (sets, time)
    }
}
