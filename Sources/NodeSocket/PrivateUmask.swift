import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// While one of these is held, what the process creates is for its own user only. A socket gets its
/// mode from the umask when it is bound; `chmod` afterwards would leave a moment in which others
/// can connect. What other threads create in that moment is merely more private than asked for.
final class PrivateUmask: Sendable {
    private static let holders = Mutex<(count: Int, saved: mode_t)>((0, 0))
    private let isHeld = Mutex(true)

    init() {
        Self.holders.withLock { holders in
            if holders.count == 0 { holders.saved = umask(0o077) }
            holders.count += 1
        }
    }

    /// Restores what was, once the last holder releases; more than once has no effect.
    func release() {
        let isFirst = isHeld.withLock { held in
            defer { held = false }
            return held
        }
        guard isFirst else { return }
        Self.holders.withLock { holders in
            holders.count -= 1
            if holders.count == 0 { _ = umask(holders.saved) }
        }
    }

    deinit { release() }
}
