import Foundation
import Synchronization

/// What a finished program left behind.
struct ProgramResult: Sendable {
    /// The exit code; 128 + signal when a signal ended it.
    let code: Int32
    let output: String
    let errors: String
}

/// Another program, running. Its output goes to files, so that it never waits for us.
final class Program: Sendable {
    let outputPath: String
    let errorsPath: String
    private let process: Mutex<Process>
    let pid: pid_t

    /// Starts `arguments[0]`, a path or a name in PATH.
    init(_ arguments: [String], environment: [String: String] = [:], outputs: String) throws {
        outputPath = "\(outputs).out"
        errorsPath = "\(outputs).err"
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // The threads that start programs block signals, and programs inherit that.
        process.arguments = ["--default-signal"] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try Self.appending(to: outputPath)
        process.standardError = try Self.appending(to: errorsPath)
        try process.run()
        pid = process.processIdentifier
        self.process = Mutex(process)
    }

    private static func appending(to path: String) throws -> FileHandle {
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
        }
        guard let handle = FileHandle(forWritingAtPath: path) else {
            throw InteropError("cannot write \(path)")
        }
        try handle.seekToEnd()
        return handle
    }

    /// Nothing outlives the test that started it, whatever became of the test.
    deinit { if isRunning { kill(pid, SIGKILL) } }

    var isRunning: Bool { process.withLock { $0.isRunning } }
    var output: String { Self.text(outputPath) }
    var errors: String { Self.text(errorsPath) }

    static func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }

    /// Waits for the end; after `seconds` the program is killed and this throws.
    @discardableResult
    func finish(seconds: Double = 60) async throws -> Int32 {
        do {
            try await poll("the end of process \(pid)", seconds: seconds, every: .milliseconds(5)) {
                !isRunning
            }
        } catch {
            kill(pid, SIGKILL)
            throw error
        }
        return process.withLock {
            $0.terminationReason == .exit ? $0.terminationStatus : 128 + $0.terminationStatus
        }
    }

    /// Sends a signal and waits for the end.
    @discardableResult
    func stop(_ signal: Int32 = SIGTERM, seconds: Double = 60) async throws -> Int32 {
        if isRunning { kill(pid, signal) }
        return try await finish(seconds: seconds)
    }

    /// User and system seconds of all its threads so far.
    var cpuSeconds: Double {
        let fields =
            Self.text("/proc/\(pid)/stat").split(separator: ")").last?
            .split(separator: " ") ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12])
        else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Runs a program to its end.
    static func run(
        _ arguments: [String], environment: [String: String] = [:], seconds: Double = 120
    ) async throws -> ProgramResult {
        let outputs = "\(NSTemporaryDirectory())/claviger-run-\(UUID().uuidString)"
        let program = try Program(arguments, environment: environment, outputs: outputs)
        defer {
            try? FileManager.default.removeItem(atPath: program.outputPath)
            try? FileManager.default.removeItem(atPath: program.errorsPath)
        }
        let code = try await program.finish(seconds: seconds)
        return ProgramResult(code: code, output: program.output, errors: program.errors)
    }

    /// Runs a program that has to succeed; returns what it printed.
    @discardableResult
    static func check(
        _ arguments: [String], environment: [String: String] = [:], seconds: Double = 120
    ) async throws -> String {
        let result = try await run(arguments, environment: environment, seconds: seconds)
        guard result.code == 0 else {
            throw InteropError(
                "\(arguments.joined(separator: " ")) ended with \(result.code): "
                    + "\(result.errors)\(result.output)")
        }
        return result.output
    }
}
