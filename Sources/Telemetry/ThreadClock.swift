#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// The processor time that the calling thread has used.
package enum ThreadClock {
    package static var now: Duration {
        var time = timespec()
        // Cannot fail: the clock exists and the pointer is good.
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
