import Foundation

/// A keyring that `scripts/genkeys` made, with the digests of its keys as that program, a second
/// implementation, computes them.
struct GeneratedKeys: Sendable {
    let path: String
    let fingerprints: [String]
    let digests: [String]
    let userIDs: [String]

    static let none = GeneratedKeys(path: "", fingerprints: [], digests: [], userIDs: [])

    /// Keys `start ..< start + count` of a seed.
    static func make(
        seed: Int, start: Int = 0, count: Int, in folder: String
    ) async throws -> GeneratedKeys {
        guard count > 0 else { return none }
        let path = "\(folder)/keys-\(seed)-\(start)-\(count).pgp"
        try await Program.check(
            [
                Package.genkeys, "--seed", "\(seed)", "--start", "\(start)", "--count", "\(count)",
                "--out", path, "--list", "\(path).tsv",
            ])
        let lines = Program.text("\(path).tsv").split(separator: "\n").map {
            $0.split(separator: "\t").map(String.init)
        }
        return GeneratedKeys(
            path: path, fingerprints: lines.map { $0[0] }, digests: lines.map { $0[1] },
            userIDs: lines.map { $0[2] })
    }
}
