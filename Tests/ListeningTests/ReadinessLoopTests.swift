import Listening
import NIOCore
import Synchronization
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

@Suite struct ReadinessLoopTests {
    /// Two ends of a connection in this process, neither of which waits.
    private struct Pair {
        let near: CInt
        let far: CInt

        init() throws {
            var ends: [CInt] = [0, 0]
            let type = CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue)
            try #require(socketpair(AF_UNIX, type, 0, &ends) == 0)
            (near, far) = (ends[0], ends[1])
        }

        func write(_ octet: UInt8) {
            _ = [octet].withUnsafeBytes { Glibc.write(far, $0.baseAddress, 1) }
        }
    }

    /// Notes what it is told, and reads what there is. On the loop's thread, but for `told`.
    private final class Watcher: ReadinessWatcher, @unchecked Sendable {
        let told = Mutex<[Readiness]>([])
        let octets = Mutex<[UInt8]>([])
        private let descriptor: CInt
        private let action: () -> Void

        init(_ descriptor: CInt, action: @escaping () -> Void = {}) {
            self.descriptor = descriptor
            self.action = action
        }

        func isReady(_ readiness: Readiness) {
            told.withLock { $0.append(readiness) }
            var octet: UInt8 = 0
            if read(descriptor, &octet, 1) == 1 { octets.withLock { $0.append(octet) } }
            action()
        }
    }

    private func withLoop(_ work: (ReadinessLoop) async throws -> Void) async throws {
        let loop = try ReadinessLoop()
        defer { loop.end() }
        try await work(loop)
    }

    @Test func `who watches is told, until it forgets`() async throws {
        try await withLoop { loop in
            let pair = try Pair()
            let watcher = Watcher(pair.near)
            loop.post { #expect(loop.watch(pair.near, for: .reading, by: watcher)) }
            for octet in UInt8(1)...3 { pair.write(octet) }
            try await until { watcher.octets.withLock { $0 == [1, 2, 3] } }
            #expect(loop.load == 1)
            loop.post { loop.forget(pair.near) }
            try await until { loop.load == 0 }
            pair.write(4)
            try await Task.sleep(for: .milliseconds(20))
            #expect(watcher.octets.withLock { $0 == [1, 2, 3] })
            #expect(watcher.told.withLock { $0.allSatisfy { $0 == .reading } })
        }
    }

    @Test func `a connection that breaks is told of whatever it is watched for`() async throws {
        try await withLoop { loop in
            let pair = try Pair()
            let watcher = Watcher(pair.near) { loop.forget(pair.near) }
            loop.post { #expect(loop.watch(pair.near, for: [], by: watcher)) }
            pair.write(1)
            close(pair.far)
            try await until { watcher.told.withLock { $0 == [.broken] } }
        }
    }

    @Test func `who is forgotten by who was told before is told nothing`() async throws {
        try await withLoop { loop in
            let pairs = try [Pair(), Pair()]
            let told = Mutex(0)
            let watchers = pairs.map { pair in
                Watcher(pair.near) {
                    told.withLock { $0 += 1 }
                    for pair in pairs { loop.forget(pair.near) }
                }
            }
            pairs.forEach { $0.write(1) }
            loop.post {
                for (pair, watcher) in zip(pairs, watchers) {
                    #expect(loop.watch(pair.near, for: .reading, by: watcher))
                }
            }
            try await until { loop.load == 0 }
            try await Task.sleep(for: .milliseconds(10))
            #expect(told.withLock { $0 } == 1)
        }
    }

    @Test func `timers run in time and not before, and works at the end of a turn`() async throws {
        try await withLoop { loop in
            let order = Mutex<[String]>([])
            let begin = NIODeadline.now()
            let late = Mutex<NIODeadline?>(nil)
            loop.post {
                #expect(ReadinessLoop.current === loop)
                loop.atEndOfTurn { order.withLock { $0.append("end") } }
                loop.schedule(at: begin + .milliseconds(40)) {
                    late.withLock { $0 = .now() }
                    order.withLock { $0.append("late") }
                }
                loop.schedule(at: begin + .milliseconds(5)) { order.withLock { $0.append("soon") } }
                order.withLock { $0.append("now") }
            }
            try await until { order.withLock { $0.count == 4 } }
            #expect(order.withLock { $0 } == ["now", "end", "soon", "late"])
            #expect(try #require(late.withLock { $0 }) >= begin + .milliseconds(40))
            #expect(ReadinessLoop.current == nil)
        }
    }

    @Test func `connections go to the loop that has clearly less to do`() async throws {
        let loops = try ReadinessLoops()
        let first = loops.all[0]
        #expect(loops.fairShare(of: first) === first)
        let pairs = try (0..<8).map { _ in try Pair() }
        first.post {
            for pair in pairs {
                #expect(first.watch(pair.near, for: .reading, by: Watcher(pair.near)))
            }
        }
        try await until { first.load == 8 }
        if loops.all.count > 1 { #expect(loops.fairShare(of: first) !== first) }
    }
}
