import Glibc

/// The wall clock.
enum UnixTime {
    /// Unix seconds.
    static var now: Int { time(nil) }
}
