import Foundation

/// A keyring of GnuPG of its own, with its own dirmngr, which remembers dead hosts.
final class GnuPGHome: Sendable {
    let folder: String

    init(in scratch: Scratch, _ name: String) throws {
        folder = "\(scratch.path)/\(name)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
    }

    /// Runs gpg.
    func run(_ arguments: String...) async throws -> ProgramResult {
        try await Program.run(
            ["gpg", "--batch", "--no-tty", "--pinentry-mode", "loopback", "--passphrase", ""]
                + arguments, environment: ["GNUPGHOME": folder, "LC_ALL": "C.UTF-8"])
    }

    /// Runs gpg against the keyserver at this port; 127.0.0.1 by the one name that dirmngr never
    /// declares dead.
    func keyserver(_ port: Int, _ arguments: String...) async throws -> ProgramResult {
        try await Program.run(
            ["gpg", "--batch", "--no-tty", "--keyserver", "hkp://localhost:\(port)"] + arguments,
            environment: ["GNUPGHOME": folder, "LC_ALL": "C.UTF-8"])
    }

    /// Makes a key; returns its fingerprint.
    func makeKey(_ userID: String) async throws -> String {
        let result = try await run("--quick-generate-key", userID, "ed25519", "default", "never")
        guard result.code == 0, let key = try await fingerprints(userID).first else {
            throw InteropError("gpg makes no key: \(result.errors)")
        }
        return key
    }

    /// The fingerprints of the primary keys that match.
    func fingerprints(_ search: String) async throws -> [String] {
        let listing = try await run("--with-colons", "--list-keys", search)
        var fingerprints: [String] = []
        var isPrimary = false
        for line in listing.output.split(separator: "\n") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            if fields[0] == "pub" { isPrimary = true }
            if fields[0] == "fpr", isPrimary, fields.count > 9 {
                fingerprints.append(String(fields[9]))
                isPrimary = false
            }
        }
        return fingerprints
    }

    /// The user IDs of a key.
    func userIDs(_ fingerprint: String) async throws -> [String] {
        try await run("--with-colons", "--list-keys", fingerprint).output
            .split(separator: "\n").filter { $0.hasPrefix("uid:") }
            .map { String($0.split(separator: ":", omittingEmptySubsequences: false)[9]) }
    }

    /// Ends gpg-agent and dirmngr of this home.
    func close() async {
        _ = try? await Program.run(
            ["gpgconf", "--kill", "all"], environment: ["GNUPGHOME": folder])
    }
}
