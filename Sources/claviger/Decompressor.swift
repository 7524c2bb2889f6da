import Glibc

/// A compressed file, read through the tool that belongs to its format.
final class Decompressor {
    /// Formats by the octets with which their files start; none of them can start a keyring.
    enum Format: String, CaseIterable {
        case gzip, bzip2, xz, zstd

        var magic: [UInt8] {
            switch self {
            case .gzip: [0x1F, 0x8B]
            case .bzip2: [0x42, 0x5A, 0x68]
            case .xz: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]
            case .zstd: [0x28, 0xB5, 0x2F, 0xFD]
            }
        }

        init?(fileStart: [UInt8]) {
            guard let format = Self.allCases.first(where: { fileStart.starts(with: $0.magic) })
            else { return nil }
            self = format
        }
    }

    let output: FileDescriptor
    private let format: Format
    private let process: pid_t
    private var isWaitedFor = false

    /// Starts the tool with the file as its standard input. The error says what to install.
    init(_ format: Format, file: FileDescriptor, name: String) throws(InputError) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else {
            throw InputError(name, SystemReason(errno).description)
        }
        // The tool gets its end as standard output; it must not hold the others open.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        output = FileDescriptor(owning: ends[0])
        let input = FileDescriptor(owning: ends[1])
        self.format = format
        let (result, child) = withExtendedLifetime(input) {
            Self.spawn(format.rawValue, input: file.number, output: input.number)
        }
        guard result == 0 else {
            throw InputError(
                name,
                "compressed, and `\(format.rawValue)` cannot be run "
                    + "(\(SystemReason(result))): install it, or decompress the file first")
        }
        process = child
    }

    private static func spawn(_ tool: String, input: Int32, output: Int32) -> (Int32, pid_t) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        // The tool's own complaint would stand in the middle of our progress line.
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        let arguments = [strdup(tool), strdup("-dc"), nil]
        defer { arguments.forEach { free($0) } }
        var child = pid_t()
        let result = posix_spawnp(&child, tool, &actions, nil, arguments, environ)
        return (result, child)
    }

    /// To be called at the end of the output: throws when the tool found the file damaged.
    func finish(name: String) throws(InputError) {
        guard wait() == 0 else {
            throw InputError(
                name, "damaged or truncated, says `\(format.rawValue)`: get the file again")
        }
    }

    private func wait() -> Int32 {
        isWaitedFor = true
        return Self.wait(for: process)
    }

    private static func wait(for process: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { return -1 }
        }
        return status
    }

    deinit {
        guard !isWaitedFor else { return }
        // The reader gave up in the middle: the tool has nobody to write to.
        kill(process, SIGTERM)
        _ = Self.wait(for: process)
    }
}
