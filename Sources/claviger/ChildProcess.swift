import Foundation
import Glibc

/// This program once more, in a process of its own: it may die, be killed and be told to end
/// without harm to us. It hears of our own end by its standard input, which then is at its end.
final class ChildProcess {
    /// How a process ended.
    enum Ending: Equatable, CustomStringConvertible {
        case exited(Int32)
        case killed(signal: Int32)

        var description: String {
            switch self {
            case .exited(let code): "exit code \(code)"
            case .killed(let signal):
                "killed by signal \(signal) (\(String(cString: strsignal(signal))))"
            }
        }
    }

    let process: pid_t
    private let output: FileDescriptor
    private let input: FileDescriptor
    /// What was read behind the last whole line.
    private var rest: [UInt8] = []
    private var ending: Ending?

    /// Starts the program with these arguments. Its standard error is ours.
    ///
    /// - Parameter passing: descriptors that it gets besides, under the same numbers.
    init(arguments: [String], passing: [Int32] = []) throws(SystemReason) {
        let input = try Self.pipe()
        let output = try Self.pipe()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input.read.number, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output.write.number, STDOUT_FILENO)
        // Sockets of ours would stay open with it, and clients wait for nobody.
        for file in Self.inheritable where !passing.contains(file) {
            posix_spawn_file_actions_addclose(&actions, file)
        }
        // Onto itself: then it stays open in the child.
        for file in passing { posix_spawn_file_actions_adddup2(&actions, file, file) }
        // The thread that starts it may block signals, and a process inherits that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        // Nor do signals that this process waits for mean anything to it yet.
        var requests = sigset_t()
        sigemptyset(&requests)
        for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&requests, signal) }
        posix_spawnattr_setsigdefault(&attributes, &requests)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        let words = (["claviger"] + arguments).map { strdup($0) } + [nil]
        let variables = Self.environment.map { strdup($0) } + [nil]
        defer { (words + variables).forEach { free($0) } }
        var child = pid_t()
        // The running program itself, even if its file has been replaced since.
        let result = withExtendedLifetime((input, output)) {
            posix_spawn(&child, "/proc/self/exe", &actions, &attributes, words, variables)
        }
        guard result == 0 else { throw SystemReason(result) }
        process = child
        self.input = input.write
        self.output = output.read
    }

    /// Ours, save that a child that dies does so at once: where backtraces are enabled, making one
    /// takes half a minute, and the process that died first has made one.
    private static var environment: [String] {
        let name = "SWIFT_BACKTRACE"
        let ours = ProcessInfo.processInfo.environment.filter { $0.key != name }
        return ours.map { "\($0.key)=\($0.value)" } + ["\(name)=enable=no"]
    }

    /// What a child could get of our open files, with room for those that are opened just now. A
    /// number that is not open is no error (posix_spawn(3)).
    private static var inheritable: ClosedRange<Int32> {
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        let last = open.compactMap { Int32($0) }.max() ?? STDERR_FILENO
        return STDERR_FILENO + 1...last + 128
    }

    private static func pipe() throws(SystemReason) -> (
        read: FileDescriptor, write: FileDescriptor
    ) {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else { throw SystemReason(errno) }
        // The child gets its ends as standard input and output, and must not hold ours open.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (FileDescriptor(owning: ends[0]), FileDescriptor(owning: ends[1]))
    }

    /// What the next line of its output is.
    enum Line: Equatable {
        case text(String)
        case end
        /// Nothing came in the time allowed.
        case silence
    }

    /// Waits for the next line of its output. Nil: as long as it takes.
    func nextLine(patience: Duration?) throws(SystemReason) -> Line {
        while true {
            if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                defer { rest.removeSubrange(...end) }
                return .text(String(decoding: rest[..<end], as: UTF8.self))
            }
            guard Self.waits(for: output, patience) else { return .silence }
            let more = try output.read(atMost: 4_096)
            if more.isEmpty { return .end }
            rest += more
        }
    }

    /// False when nothing can be read in that time.
    private static func waits(for file: FileDescriptor, _ patience: Duration?) -> Bool {
        let milliseconds = patience.map { Int32(clamping: $0.components.seconds * 1_000) } ?? -1
        while true {
            var poll = pollfd(fd: file.number, events: Int16(POLLIN), revents: 0)
            let count = Glibc.poll(&poll, 1, milliseconds)
            if count < 0, errno == EINTR { continue }
            return count != 0
        }
    }

    /// Waits for its end and leaves its number taken, so that it can still be signalled.
    func waitUnreaped() {
        var ended = siginfo_t()
        while waitid(P_PID, id_t(process), &ended, WEXITED | WNOWAIT) < 0, errno == EINTR {}
    }

    func kill() {
        if ending == nil { _ = Glibc.kill(process, SIGKILL) }
    }

    /// Waits for its end.
    func wait() -> Ending {
        if let ending { return ending }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        // WTERMSIG and WEXITSTATUS of wait(2), which are macros.
        let signal = status & 0x7F
        let ended =
            signal == 0 ? Ending.exited(status >> 8 & 0xFF) : Ending.killed(signal: signal)
        ending = ended
        return ended
    }

    deinit {
        kill()
        _ = wait()
    }
}
