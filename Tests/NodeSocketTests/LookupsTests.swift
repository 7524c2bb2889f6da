import Keyring
import Listening
import NIOCore
import NIOPosix
import NodeRequests
import NodeService
import OpenPGP
import SyntheticKeys
import TestNodes
import TestSupport
import Testing

@testable import NodeSocket

/// Lookups of gateways, over connections that carry nothing else.
@Suite struct LookupsTests {
    private let node = RecordingNode()

    private static let use = NodeSocketClient.Use.gateway(ofNodeWithIdleTimeout: .seconds(20))

    private func withGateway<Value: Sendable>(
        _ work: @escaping @Sendable (NodeSocketClient) async throws -> Value
    ) async throws -> Value {
        try await withFolder { folder in
            let path = folder + "/node.sock"
            return try await withServer(node, at: path) { _ in
                try await NodeSocketClient.with(path: path, use: Self.use, work)
            }
        }
    }

    private static func found(_ numbers: Range<Int>) -> LookupAnswer {
        .found(
            numbers.map {
                let key = SyntheticKey($0).key
                return FoundKey(
                    fingerprint: key.fingerprint, digest: key.sksDigest, packets: key.encoded())
            })
    }

    @Test func `every query arrives as asked and every answer as said`() async throws {
        let queries: [KeyQuery] = [
            .shortKeyID(0x0012_ABCD), .keyID(KeyID(rawValue: 0x0123_4567_89AB_CDEF)),
            .fingerprint(Fingerprint(bytes: Array(repeating: 0xAB, count: 32))!),
            .digest(KeyDigest(high: 1, low: .max)),
            .words(
                [Array("alice".utf8), [0xC3, 0xFF]], exactly: "A & B <a+b@exämple.org> 100%?#=;"),
        ]
        let odd = FoundKey(
            fingerprint: Fingerprint(bytes: Array(repeating: 1, count: 16))!, digest: nil,
            packets: Array(repeating: 7, count: 3_000_000), legacyPackets: [1, 0])
        let answers: [LookupAnswer] = [
            .nothing, .tooMany(limit: 500), Self.found(0..<3), .found([odd]), .found([]),
        ]
        try await withGateway { client in
            for answer in answers {
                node.change { $0.lookup = answer }
                for query in queries {
                    let received = try await client.lookup(query, limit: 77)
                    #expect(received == answer)
                }
            }
        }
        let lookups = node.asked.lookups
        #expect(lookups.map(\.query) == answers.flatMap { _ in queries })
        #expect(lookups.allSatisfy { $0.limit == 77 })
    }

    @Test func `digests are asked for only if they are wanted`() async throws {
        node.change { $0.lookup = Self.found(0..<2) }
        try await withGateway { client in
            let query = KeyQuery.words([Array("alice".utf8)], exactly: nil)
            let answer = try await client.lookup(query, limit: 3)
            #expect(answer == Self.found(0..<2))
            let without = try await client.lookupWithoutDigests(query, limit: 3)
            #expect(without == .nothing)
        }
        #expect(node.asked.lookups.map(\.limit) == [3, 3])
    }

    @Test func `what the node throws is thrown, and the connection goes on`() async throws {
        try await withGateway { client in
            node.change { $0.failure = NodeServiceError.stopping }
            await #expect(throws: NodeServiceError.stopping) {
                try await client.lookup(.shortKeyID(1), limit: 1)
            }
            await #expect(throws: NodeSocketError.self) {
                try await client.lookup(.shortKeyID(1), limit: 1_000_000)
            }
            node.change { $0.failure = nil }
            let answer = try await client.lookup(.shortKeyID(1), limit: 1)
            #expect(answer == .nothing)
        }
    }

    @Test func `a thousand at once get each its own answer`() async throws {
        node.change { $0.echoesLimits = true }
        try await withGateway { client in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...1_000 {
                    group.addTask {
                        let query: KeyQuery =
                            number % 10 == 0
                            ? .words([Array("\(number)".utf8)], exactly: nil)
                            : .shortKeyID(UInt32(number))
                        let answer = try await client.lookup(query, limit: number)
                        #expect(answer == .tooMany(limit: number))
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    /// A loop that asks. The loops connect each for itself, when they are first asked.
    enum Loop: CaseIterable {
        case ofNIO, ofOurs, ofOursOnOneProcessor

        fileprivate static let eventLoop = NIOSingletons.posixEventLoopGroup.next()
        fileprivate static let readinessLoop = try? ReadinessLoop()
        fileprivate static let keptLoops = try? ReadinessLoops(keepToProcessors: true)

        func execute(_ work: @escaping @Sendable () -> Void) {
            switch self {
            case .ofNIO: Self.eventLoop.execute(work)
            case .ofOurs: Self.readinessLoop?.post(work)
            case .ofOursOnOneProcessor: Self.keptLoops?.all.last?.post(work)
            }
        }
    }

    /// What a loop is told at once; nil: to ask otherwise.
    private func atOnce(
        _ client: NodeSocketClient, on loop: Loop, _ query: KeyQuery, limit: Int = 77,
        octets: Int = 100_000
    ) async throws -> Result<LookupAnswer, any Error>? {
        let answer = Loop.eventLoop.makePromise(of: Result<LookupAnswer, any Error>?.self)
        loop.execute {
            client.lookupAtOnce(query, limit: limit, octets: octets) { answer.succeed($0) }
        }
        return try await answer.futureResult.get()
    }

    @Test(arguments: Loop.allCases)
    func `a loop is answered on it, or told to ask otherwise`(loop: Loop) async throws {
        try await withGateway { client in
            let answer = Self.found(0..<1)
            node.change { $0.lookup = answer }
            try await until {
                try await atOnce(client, on: loop, .keyID(KeyID(rawValue: 1))) != nil
            }
            let digest = KeyQuery.digest(KeyDigest(high: 1, low: 2))
            #expect(try await atOnce(client, on: loop, digest)?.get() == answer)
            #expect(node.asked.lookups.last?.query == digest)
            #expect(node.asked.lookups.last?.limit == 77)
            let words = KeyQuery.words([[1]], exactly: nil)
            #expect(try await atOnce(client, on: loop, words)?.get() == answer)
            node.change { $0.failure = NodeServiceError.stopping }
            let failed = try await atOnce(client, on: loop, digest)
            #expect(throws: NodeServiceError.stopping) { try failed?.get() }
            let large = FoundKey(
                fingerprint: SyntheticKey(1).key.fingerprint, digest: nil,
                packets: Array(repeating: 7, count: 300_000))
            node.change {
                $0.failure = nil
                $0.lookup = .found([large])
            }
            #expect(try await atOnce(client, on: loop, digest) == nil)
            #expect(
                try await atOnce(client, on: loop, digest, octets: 400_000)?.get()
                    == .found([large]))
        }
    }

    @Test(arguments: Loop.allCases)
    func `a hundred questions of a loop get each its own answer`(loop: Loop) async throws {
        node.change { $0.echoesLimits = true }
        try await withGateway { client in
            let query = KeyQuery.keyID(KeyID(rawValue: 1))
            try await until { try await atOnce(client, on: loop, query) != nil }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...100 {
                    group.addTask {
                        let answer = try await atOnce(client, on: loop, query, limit: number)
                        #expect(try answer?.get() == .tooMany(limit: number))
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test(arguments: Loop.allCases)
    func `a loop asks otherwise while the node is away`(loop: Loop) async throws {
        try await withFolder { folder in
            let path = folder + "/node.sock"
            let query = KeyQuery.keyID(KeyID(rawValue: 1))
            try await NodeSocketClient.with(path: path, use: Self.use) { client in
                #expect(try await atOnce(client, on: loop, query) == nil)
                for _ in 0..<2 {
                    try await withServer(node, at: path) { _ in
                        try await until { try await atOnce(client, on: loop, query) != nil }
                    }
                    #expect(try await atOnce(client, on: loop, query) == nil)
                }
            }
        }
    }

    @Test func `a node that was started again is asked again`() async throws {
        try await withFolder { folder in
            let path = folder + "/node.sock"
            try await NodeSocketClient.with(path: path, use: Self.use) { client in
                for _ in 0..<3 {
                    try await withServer(node, at: path) { _ in
                        let answer = try await client.lookup(.shortKeyID(1), limit: 1)
                        #expect(answer == .nothing)
                    }
                    await #expect(throws: NodeSocketError.self) {
                        try await client.lookup(.shortKeyID(1), limit: 1)
                    }
                }
            }
        }
    }

    @Test func `who does not ask for the protocol is told so`() async throws {
        try await withFolder { folder in
            let path = folder + "/node.sock"
            try await withServer(node, at: path) { _ in
                let (status, body) = try await ask(path, "GET /v1/lookups")
                #expect(status == 426)
                #expect(body.contains("\"upgrade_required\""))
            }
        }
    }

    @Test func `a processor is a number`() async throws {
        try await withFolder { folder in
            let path = folder + "/node.sock"
            try await withServer(node, at: path) { _ in
                for processor in ["-1", "1024", "x", ""] {
                    let (status, _) = try await ask(path, "GET /v1/lookups?processor=\(processor)")
                    #expect(status == 400)
                }
                #expect(try await ask(path, "GET /v1/lookups?processor=1023").0 == 426)
            }
        }
    }

    @Test func `a question that is longer than any ends the connection`() async throws {
        let answer = try await firstFrame(behind: [0x7F, 0x7F, 0x7F, 0x7F])
        #expect(answer == .end)
        #expect(node.asked.lookups.isEmpty)
    }

    @Test func `a question that is wrong gets its reason`() async throws {
        let frame = LookupQuestion(query: .shortKeyID(1), limit: 10_001).frame
        guard case .frame(let answer) = try await firstFrame(behind: frame) else {
            Issue.record("no answer")
            return
        }
        #expect(throws: NodeSocketError.self) { try LookupFrames.readAnswer(answer) }
        #expect(String(decoding: answer, as: UTF8.self).contains("limit: a number from 1"))
    }

    /// What comes when these octets are sent on a connection that has been switched.
    private func firstFrame(behind octets: [UInt8]) async throws -> FrameReader.Next {
        try await withFolder { folder in
            let path = folder + "/node.sock"
            return try await withServer(node, at: path) { _ in
                try await NIOThreadPool.singleton.runIfActive {
                    let socket = try Self.switched(path)
                    try #require(socket.send(octets))
                    var reader = FrameReader(largest: 1_000)
                    return reader.next(from: socket)
                }
            }
        }
    }

    /// A connection on which frames may be sent. Blocks.
    private static func switched(_ path: String) throws -> StreamSocket {
        let (descriptor, error) = try SocketPath(path).connectWaiting(atMost: .seconds(5))
        try #require(error == 0)
        let socket = StreamSocket(
            owning: descriptor, receiving: .seconds(10), sending: .seconds(10))
        let request =
            "GET /v1/lookups HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\n"
            + "Upgrade: claviger-lookups\r\n\r\n"
        try #require(socket.send(Array(request.utf8)))
        var head: [UInt8] = []
        var octet: [UInt8] = [0]
        while !head.suffix(4).elementsEqual([0x0D, 0x0A, 0x0D, 0x0A]) {
            let received = octet.withUnsafeMutableBytes { socket.receive(into: $0) }
            try #require(received == .octets(1))
            head += octet
        }
        #expect(String(decoding: head, as: UTF8.self).hasPrefix("HTTP/1.1 101 "))
        return socket
    }

    @Test(arguments: [[], [9], [0, 0, 0, 1], [3], [0, 0, 0, 0, 1, 20, 1, 2]] as [[UInt8]])
    func `an answer that makes no sense is an error`(frame: [UInt8]) {
        #expect(throws: NodeSocketError.self) { try LookupFrames.readAnswer(frame) }
    }
}
