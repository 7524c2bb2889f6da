import Foundation
import Logging
import NodeService
import TestNodes
import TestSupport
import Testing

@testable import NodeSocket

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Where the socket may be, and what may be there already.
@Suite struct SocketPathTests {
    private let node = RecordingNode()

    @Test func `a path that is too long is refused by both sides`() throws {
        let fits = "/tmp/" + String(repeating: "x", count: 98)
        #expect(fits.utf8.count == 103)
        _ = try SocketPath(fits)
        let long = fits + "x"
        let error = NodeSocketError.pathTooLong(long, octets: 104, limit: 103)
        #expect(throws: error) { try SocketPath(long) }
        #expect(throws: error) { try NodeSocketClient(path: long) }
        #expect(throws: error) {
            try NodeSocketServer(
                path: long, node: node, refusals: Refusals(), logger: .init(label: "test"),
                audit: .init(label: "test"))
        }
        #expect(error.description.contains("104 octets"))
        // Octets count, not characters.
        #expect(throws: NodeSocketError.self) {
            try SocketPath("/tmp/" + String(repeating: "ü", count: 60))
        }
    }

    @Test func `a path of the greatest length works`() async throws {
        try await withFolder { folder in
            let path = folder + "/" + String(repeating: "s", count: 103 - folder.utf8.count - 1)
            try await withServer(node, at: path) { _ in
                let status = try await NodeSocketClient.with(path: path) { client in
                    try await client.status()
                }
                #expect(status == RecordingNode.status)
            }
        }
    }

    @Test func `a live server is not robbed of its socket`() async throws {
        try await withFolder { folder in
            let path = folder + "/node.sock"
            try await withServer(node, at: path) { _ in
                await #expect(throws: NodeSocketError.inUse(path)) {
                    try await withServer(RecordingNode(), at: path) { _ in }
                }
                // The first is as reachable as before.
                let status = try await NodeSocketClient.with(path: path) { client in
                    try await client.status()
                }
                #expect(status == RecordingNode.status)
            }
        }
    }

    @Test func `a socket left by a dead process is replaced`() async throws {
        try await withFolder { folder in
            let path = folder + "/node.sock"
            try leaveSocket(at: path)
            try await withServer(node, at: path) { _ in
                let status = try await NodeSocketClient.with(path: path) { client in
                    try await client.status()
                }
                #expect(status == RecordingNode.status)
            }
        }
    }

    /// Binds and closes, as a killed process does.
    private func leaveSocket(at path: String) throws {
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        close(descriptor)
        try #require(bound == 0)
        try #require(FileManager.default.fileExists(atPath: path))
    }

    @Test func `what is no socket is left alone`() async throws {
        try await withFolder { folder in
            let path = folder + "/node.sock"
            try Data("precious".utf8).write(to: URL(fileURLWithPath: path))
            await #expect(throws: NodeSocketError.notASocket(path)) {
                try await withServer(node, at: path) { _ in }
            }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
        }
    }

    @Test func `a missing folder is named`() async throws {
        try await withFolder { folder in
            let path = folder + "/nowhere/at/node.sock"
            let thrown = await #expect(throws: NodeSocketError.self) {
                try await withServer(node, at: path) { _ in }
            }
            let error = try #require(thrown)
            #expect(error.description.contains(path))
            #expect(error.description.contains("No such file or directory"))
        }
    }

    @Test func `the socket is its user's alone and gone after the end`() async throws {
        try await withFolder { folder in
            let path = folder + "/node.sock"
            let before = umask(0)
            umask(before)
            try await withServer(node, at: path) { _ in
                var status = stat()
                try #require(lstat(path, &status) == 0)
                #expect(status.st_mode & 0o777 == 0o600)
            }
            #expect(!FileManager.default.fileExists(atPath: path))
            let after = umask(before)
            #expect(after == before, "the process's umask is as it was")
        }
    }

    @Test func `where no node listens the client says so at once`() async throws {
        try await withFolder { folder in
            let path = folder + "/node.sock"
            try await NodeSocketClient.with(path: path) { client in
                let thrown = await #expect(throws: NodeSocketError.self) {
                    try await client.status()
                }
                let error = try #require(thrown)
                guard case .unreachable(path, _) = error else {
                    Issue.record("\(error)")
                    return
                }
                #expect(error.description.contains("claviger serve"))
                #expect(await !client.isHealthy())
            }
            try leaveSocket(at: path)
            try await NodeSocketClient.with(path: path) { client in
                let thrown = await #expect(throws: NodeSocketError.self) {
                    try await client.status()
                }
                guard case .unreachable(path, _)? = thrown else {
                    Issue.record("\(String(describing: thrown))")
                    return
                }
            }
        }
    }

    @Test func `others can connect only where roles name them`() async throws {
        try await withFolder { folder in
            let path = folder + "/run/node.sock"
            func modes(_ access: AccessRules) async throws -> [mode_t] {
                try await withServer(node, at: path, access: LiveAccess(access)) { _ in
                    try [path, folder + "/run"].map { place in
                        var status = stat()
                        try #require(lstat(place, &status) == 0)
                        return status.st_mode & 0o777
                    }
                }
            }
            // Its own user has every role anyway.
            #expect(
                try await modes(AccessRules([.reader: [.user(geteuid()), .user(0)]]))
                    == [0o600, 0o700])
            try FileManager.default.removeItem(atPath: folder + "/run")
            #expect(
                try await modes(AccessRules([.reader: [.group(12_345)]])) == [0o666, 0o711])
        }
    }

    @Test func `a folder in which everybody may replace the socket is refused`() async throws {
        try await withFolder { folder in
            chmod(folder, 0o777)
            await #expect(throws: NodeSocketError.unsafeFolder(folder)) {
                try await withServer(node, at: folder + "/node.sock") { _ in }
            }
            // As /tmp is: there, only owners may.
            chmod(folder, 0o1777)
            try await withServer(node, at: folder + "/node.sock") { _ in }
        }
    }
}
