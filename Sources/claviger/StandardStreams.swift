import Glibc

/// Where answers go. Each call writes everything it is given, so that a reader of a pipe sees a
/// line as soon as it is printed.
enum StandardOutput {
    static func write(_ text: String) { writeAll(text, to: STDOUT_FILENO) }
    static func line(_ text: String) { write(text + "\n") }
}

/// Where progress, warnings and errors go.
enum StandardError {
    static let isTerminal = isatty(STDERR_FILENO) == 1
    static func write(_ text: String) { writeAll(text, to: STDERR_FILENO) }
    static func line(_ text: String) { write(text + "\n") }
}

/// A reader that has gone away is no error of ours: what is left is dropped.
private func writeAll(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if count < 0 {
            if errno == EINTR { continue }
            if errno == EAGAIN {
                var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = Glibc.poll(&poll, 1, -1)
                continue
            }
            return
        }
        rest = rest.dropFirst(count)
    }
}
