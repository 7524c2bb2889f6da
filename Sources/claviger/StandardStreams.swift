import Foundation
import Glibc
import TextTables

/// Where answers go. Each call writes everything it is given, so that a reader of a pipe sees a
/// line as soon as it is printed.
enum StandardOutput {
    static let isTerminal = isatty(STDOUT_FILENO) == 1

    static func write(_ text: String) { write(Array(text.utf8)) }
    static func write(_ octets: [UInt8]) { writeAll(octets, to: STDOUT_FILENO) }
    /// What of it came from strangers does nothing to a terminal.
    static func line(_ text: String) { write(text.harmlessLines + "\n") }

    /// The lines of a table, no wider than the terminal if this is one.
    static func write(_ table: Table) {
        let columns = ProcessInfo.processInfo.environment["COLUMNS"]
        let width = TerminalWidth.of(STDOUT_FILENO, variable: columns)
        for line in table.lines(width: width) { self.line(line) }
    }

    /// False when what is written goes nowhere: the program behind the pipe has ended.
    static var isRead: Bool {
        var poll = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
        guard Glibc.poll(&poll, 1, 0) > 0 else { return true }
        return poll.revents & Int16(POLLERR) == 0
    }
}

/// Where progress, warnings and errors go.
enum StandardError {
    static let isTerminal = isatty(STDERR_FILENO) == 1
    static func write(_ text: String) { writeAll(Array(text.utf8), to: STDERR_FILENO) }
    /// What of it came from strangers does nothing to a terminal.
    static func line(_ text: String) { write(text.harmlessLines + "\n") }
}

/// A reader that has gone away is no error of ours: what is left is dropped.
private func writeAll(_ octets: [UInt8], to descriptor: Int32) {
    var rest = octets[...]
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
