import Foundation
import Testing

extension Interoperability {
    /// The instruments of the other suites, tried where nothing of ours takes part.
    @Suite(
        .serialized,
        .enabled(if: Tool.sks.isExpected, "needs SKS: apt-get install sks"))
    struct Instruments {
        @Test(arguments: [(3, 2), (5, 0), (3, 3)])
        func `the relay reads a session of two SKS servers`(dialling: Int, accepting: Int)
            async throws
        {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let base = try await GeneratedKeys.make(seed: 1, count: 500, in: scratch.path)
            try await SKSNode.build(in: "\(scratch.path)/pattern", from: [base.path])
            let (one, other) = (Loopback.address(), Loopback.address())
            let relay = try TranscriptRelay(acceptor: other, dialler: one)
            defer { relay.close() }

            func node(
                _ name: String, seed: Int, extra: Int, at address: String,
                peer: (String, Int)
            ) async throws -> SKSNode {
                let keys = try await GeneratedKeys.make(
                    seed: seed, count: extra, in: scratch.path)
                let node = try await SKSNode(
                    in: "\(scratch.path)/\(name)", pattern: "\(scratch.path)/pattern",
                    extra: extra > 0 ? [keys.path] : [], address: address, peer: peer)
                try await poll("SKS to take in its own keys") { node.digestsTakenIn >= extra }
                return node
            }
            let dialler = try await node(
                "dialler", seed: 2, extra: dialling, at: one, peer: (other, relay.port))
            let acceptor = try await node(
                "acceptor", seed: 3, extra: accepting, at: other, peer: (one, 1))
            relay.target = acceptor.reconPort
            try await dialler.startSession()
            try await poll("the session's end") { relay.sessions.first?.hasEnded == true }
            try await poll("the dialler to fetch") {
                dialler.digestsTakenIn == dialling + accepting
            }

            let transcript = try Transcript(relay.sessions[0])
            let difference = dialling + accepting
            #expect(transcript.isComplete)
            #expect(transcript.root?.request == .poly(size: 500 + accepting))
            #expect(transcript.root?.reply == (difference <= 5 ? .elements(dialling) : .syncFail))
            #expect(try await dialler.key(withDigest: base.digests[0]) != nil)
            #expect(try await dialler.key(withDigest: String(repeating: "0", count: 32)) == nil)
            try await dialler.stop()
            try await acceptor.stop()
        }
    }
}
