import ArgumentParser

/// The exit codes of every command besides 0 and 64 (sysexits.h).
extension ExitCode {
    /// The command did its work and the answer is no.
    static let no = ExitCode(1)
    /// The arguments make no sense.
    static let usage = ExitCode(64)
    /// The input is unreadable or is not what it should be.
    static let badInput = ExitCode(65)
    /// The node cannot be reached.
    static let unavailable = ExitCode(69)
    /// Our own fault, or the system's.
    static let software = ExitCode(70)
    /// The configuration is wrong.
    static let configuration = ExitCode(78)
}
