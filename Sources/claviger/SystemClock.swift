import Glibc

/// The one place where the program asks what time it is.
enum SystemClock {
    /// Unix seconds.
    static func now() -> Int {
        time(nil)
    }
}
