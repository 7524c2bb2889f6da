import Foundation

@testable import NodeConfiguration

/// A node.yaml in a folder of its own, removed with the value's last use.
final class TemporaryFile {
    let folder: String
    var path: String { folder + "/node.yaml" }

    init(_ text: String) throws {
        folder = NSTemporaryDirectory().trimmingSuffix("/") + "/claviger-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}

/// The problems of `text`, each as `line: path: message`, or none when it is taken.
func problems(in text: String) throws -> [String] {
    let file = try TemporaryFile(text)
    do {
        _ = try NodeConfiguration.load(file.path)
        return []
    } catch {
        return error.problems.map { String($0.description(in: "").drop { ": ".contains($0) }) }
    }
}
