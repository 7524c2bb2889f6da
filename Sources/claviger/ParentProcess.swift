import Glibc

/// The process that started this one as a ``ChildProcess``.
enum ParentProcess {
    /// Whoever started this holds the other end of standard input; with them it goes, however they
    /// ended: nothing may go on for which nobody waits.
    static func endWithIt() {
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { _ in
                var octet: UInt8 = 0
                while true {
                    let count = read(STDIN_FILENO, &octet, 1)
                    if count == 0 || count < 0 && errno != EINTR { _exit(70) }
                }
            }, nil)
    }
}
