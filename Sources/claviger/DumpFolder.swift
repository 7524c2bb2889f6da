import Foundation
import NodeService
import OpenPGP
import Synchronization

/// The folder that a dump is written to: keyring files of a bounded number of keys each, named as
/// SKS names them, and then the manifest.
final class DumpFolder: Sendable {
    let path: String
    private let keysOfFile: Int
    private let state = Mutex(State())

    private struct State {
        var splitter = KeyringSplitter()
        var file: OutputFile?
        var keysInFile = 0
        var files: [DumpManifest.File] = []
        var keys = 0
    }

    /// Makes the folder, or takes one that is empty.
    init(_ path: String, keysOfFile: Int) throws {
        self.path = path
        self.keysOfFile = keysOfFile
        let manager = FileManager.default
        do {
            try manager.createDirectory(
                atPath: path, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            guard try manager.contentsOfDirectory(atPath: path).isEmpty else {
                throw CommandFailure(
                    .badInput, "\(path) is not empty",
                    advice: "Nothing was changed. Name a folder that is empty or does not exist.")
            }
        } catch let error as CocoaError {
            throw CommandFailure(
                .badInput, "\(path) cannot be made or read: \(error.localizedDescription)",
                advice: "Name a folder that you may write to.")
        }
    }

    /// Writes the keys that these octets complete.
    func write(_ octets: [UInt8]) async throws {
        try await BlockingThread.run {
            try self.state.withLock { state in
                state.splitter.append(octets)
                try self.writeKeys(&state)
            }
        }
    }

    /// Writes the last key, the checksums and the manifest.
    func finish(_ summary: SnapshotSummary) async throws -> DumpManifest {
        try await BlockingThread.run {
            try self.state.withLock { state in
                state.splitter.finish()
                try self.writeKeys(&state)
                try self.closeFile(&state)
                guard state.keys == summary.keys, case .complete? = state.splitter.end else {
                    throw CommandFailure(
                        .software,
                        "\(state.keys) keys came where the node has \(summary.keys)",
                        advice: "The dump is not whole. `claviger check` looks for damage.")
                }
                let manifest = DumpManifest(snapshot: summary, files: state.files)
                try self.write(manifest)
                return manifest
            }
        }
    }

    private func writeKeys(_ state: inout sending State) throws {
        while let key = state.splitter.nextKey() {
            if state.file == nil {
                let digits = String(state.files.count)
                let number = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
                state.file = try OutputFile("\(path)/sks-dump-\(number).pgp")
            }
            try state.file?.write(key.bytes)
            state.keysInFile += 1
            state.keys += 1
            if state.keysInFile == keysOfFile { try closeFile(&state) }
        }
    }

    private func closeFile(_ state: inout sending State) throws {
        guard let file = state.file else { return }
        let name = file.path.dropFirst(path.count + 1)
        state.files.append(
            DumpManifest.File(
                name: String(name), keys: state.keysInFile, octets: file.octets,
                sha256: try file.finish()))
        state.file = nil
        state.keysInFile = 0
    }

    private func write(_ manifest: DumpManifest) throws {
        let checksums = manifest.files.map { "\($0.sha256)  \($0.name)\n" }.joined()
        let file = try OutputFile("\(path)/\(DumpManifest.checksumsName)")
        try file.write(Array(checksums.utf8))
        _ = try file.finish()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let unfinished = try OutputFile("\(path)/\(DumpManifest.fileName).partial")
        try unfinished.write(Array(try encoder.encode(manifest)) + [UInt8(ascii: "\n")])
        _ = try unfinished.finish()
        guard rename(unfinished.path, "\(path)/\(DumpManifest.fileName)") == 0 else {
            throw OutputError(unfinished.path, errno)
        }
        try OutputFile.sync(folder: path)
    }
}
