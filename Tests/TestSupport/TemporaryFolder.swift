import Foundation

/// A folder that is gone after the test. Its path is short: a socket's path has to be.
package func withFolder<Value>(_ work: (String) async throws -> Value) async throws -> Value {
    let folder = "/tmp/claviger-\(UInt32.random(in: 0...UInt32.max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await work(folder)
}
