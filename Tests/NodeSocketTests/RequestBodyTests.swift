import Foundation
import Keyring
import NIOCore
import NIOPosix
import NodeService
import Synchronization
import TestNodes
import TestSupport
import Testing

@testable import NodeSocket

/// The room for the bodies of requests.
@Suite struct RequestBodyTests {
    private let bodies = RequestBodies()

    @Test func `all together have a bound, operators' too`() {
        #expect(bodies.take(RequestBodies.usualOctets, for: nil))
        #expect(!bodies.take(1, for: nil))
        #expect(!bodies.take(1, for: "user 1001"))
        bodies.release(1, of: nil)
        #expect(bodies.take(1, for: "user 1001"))
    }

    @Test func `a user who is no operator has a part of the room, and leaves the rest`() {
        #expect(bodies.take(RequestBodies.usualOctetsOfOneUser, for: "user 1001"))
        #expect(!bodies.take(1, for: "user 1001"))
        #expect(bodies.take(1, for: "user 1002"))
        #expect(
            bodies.take(
                RequestBodies.usualOctets - RequestBodies.usualOctetsOfOneUser - 1, for: nil))
        bodies.release(RequestBodies.usualOctetsOfOneUser, of: "user 1001")
        #expect(bodies.take(RequestBodies.usualOctetsOfOneUser, for: "user 1001"))
    }

    /// What fits once into one user's part below, and not twice.
    private static let octets = 5 << 17

    private static func head(declaring octets: Int) -> String {
        "POST /v1/keys HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            + "Content-Length: \(octets)\r\n\r\n"
    }

    /// Sends a submission and gives the answer to it, which may come before all is sent.
    private static func submit(_ path: String) async throws -> String {
        try await within {
            try await exchange(
                path, head(declaring: octets) + String(repeating: "x", count: octets),
                awaitsSending: false)
        }
    }

    @Test func `who finds no room is told to come back, and finds it when others have gone`()
        async throws
    {
        let node = RecordingNode()
        let caller = PeerCredential(process: 1, user: 1001, group: 1001)
        let access = LiveAccess(AccessRules([.submitter: [.user(1001)]], owner: 1000))
        try await withFolder { folder in
            let path = folder + "/node.sock"
            let bodies = RequestBodies(octets: 4 << 20, octetsOfOneUser: 1 << 20)
            try await withServer(node, at: path, access: access, as: caller, bodies: bodies) { _ in
                // One that never comes to its end.
                let held = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                    .connect(unixDomainSocketPath: path).get()
                try await held.writeAndFlush(
                    ByteBuffer(
                        string: Self.head(declaring: Self.octets + 1)
                            + String(repeating: "x", count: Self.octets)))
                try await within {
                    while bodies.held.withLock({ $0.all }) < Self.octets { await Task.yield() }
                }
                let refused = try await Self.submit(path)
                #expect(refused.hasPrefix("HTTP/1.1 503 "), "\(refused.prefix(300))")
                #expect(refused.contains("\r\nRetry-After: 10\r\n"))
                #expect(refused.contains("\"busy\""))
                #expect(node.asked.submissions.isEmpty)
                try await held.close()
                try await within {
                    var answer = ""
                    repeat {
                        answer = try await Self.submit(path)
                    } while answer.contains("\"busy\"")
                    #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(answer.prefix(300))")
                }
            }
        }
        #expect(node.asked.submissions.map(\.bytes.count) == [Self.octets])
    }
}
