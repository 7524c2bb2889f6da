import Foundation
import Testing

/// Everything here runs the built program, `.build/release/claviger`, beside programs that others
/// wrote. One test after the other: they share two things that cannot be shared, the machine's
/// processors while seconds are compared, and ports.
@Suite(.serialized)
enum Interoperability {}

/// A program that a test needs.
struct Tool {
    let name: String
    /// The Debian package that holds it.
    let package: String
    /// Where to look for it before anywhere else.
    var folder: String?

    static let curl = Tool(name: "curl", package: "curl")
    static let dig = Tool(name: "dig", package: "bind9-dnsutils")
    static let gpg = Tool(name: "gpg", package: "gnupg")
    static let perl = Tool(name: "perl", package: "perl")
    static let python3 = Tool(name: "python3", package: "python3")
    /// From PyPI: scripts/setup --test puts it where nothing else looks.
    static let schemathesis = Tool(
        name: "schemathesis", package: "schemathesis",
        folder: "\(Package.folder)/.build/test-tools/bin")
    static let setpriv = Tool(name: "setpriv", package: "util-linux")
    static let sks = Tool(name: "sks", package: "sks")
    static let sq = Tool(name: "sq", package: "sq")

    /// Where the program is; nil when it is not installed.
    var path: String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return ([folder].compactMap { $0 } + folders.map(String.init) + ["/usr/sbin", "/usr/bin"])
            .map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Whether tests with it run. In CI (`CI=true`) they always do, so that a missing program is
    /// a failure there and not a silent hole.
    var isExpected: Bool { path != nil || Self.isCI }

    static let isCI = ProcessInfo.processInfo.environment["CI"] == "true"
}

/// What went wrong around a test, in a sentence.
struct InteropError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Places in the package.
enum Package {
    /// The package's folder, found from this file.
    static let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// The program under test: what this package builds, unless `CLAVIGER` names another.
    static let claviger =
        ProcessInfo.processInfo.environment["CLAVIGER"] ?? "\(folder)/.build/release/claviger"
    static let genkeys = "\(folder)/scripts/genkeys"
}

/// Waits for a condition of another process: asks again and again until a deadline.
func poll(
    _ what: String, seconds: Double = 30, every interval: Duration = .milliseconds(25),
    until condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while try await !condition() {
        guard ContinuousClock.now < deadline else {
            throw InteropError("after \(seconds) s, still waiting for \(what)")
        }
        try await Task.sleep(for: interval)
    }
}

/// Runs blocking work away from the cooperative pool.
func blocking<Value: Sendable>(
    _ work: @escaping @Sendable () throws -> Value
) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(with: Result { try work() }) }
    }
}
