import Synchronization

/// A ``Distribution`` that several threads add to; the lock is held for some ten nanoseconds.
package final class Histogram: Sendable {
    private let state: Mutex<Distribution>

    package init(_ bounds: [Double]) { state = Mutex(Distribution(bounds)) }

    package var distribution: Distribution { state.withLock { $0 } }

    package func observe(_ duration: Duration) { state.withLock { $0.observe(duration) } }
}
