import Synchronization

/// How long a connection may be silent while no request of it is worked on; for those that come
/// from now on.
final class IdleTimeout: Sendable {
    private let value: Mutex<Duration>

    init(_ duration: Duration) { value = Mutex(duration) }

    var duration: Duration {
        get { value.withLock { $0 } }
        set { value.withLock { $0 = newValue } }
    }
}
