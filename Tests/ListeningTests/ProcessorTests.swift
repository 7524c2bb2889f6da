import Foundation
import Listening
import TestSupport
import Testing

@Suite struct ProcessorTests {
    /// On a thread that nobody else uses afterwards.
    private func onThread<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result(catching: work)) }.start()
        }
    }

    /// What the system says of the thread of whoever calls, as in `0-3,8` (proc_pid_status(5)).
    private static func allowed() throws -> String? {
        let status = try String(contentsOfFile: "/proc/thread-self/status", encoding: .utf8)
        return status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed_list:") }
            .map { $0.dropFirst("Cpus_allowed_list:".count).trimmingCharacters(in: .whitespaces) }
    }

    @Test func `a thread is kept to one and let go of`() async throws {
        let all = try await onThread { try Self.allowed() }
        for processor in Processor.available {
            #expect(Processor(available: processor.number) == processor)
            let (kept, freed) = try await onThread {
                processor.keepThread()
                let kept = try Self.allowed()
                Processor.freeThread()
                return (kept, try Self.allowed())
            }
            #expect(kept == "\(processor.number)")
            #expect(freed == all)
        }
        #expect(!Processor.available.isEmpty)
    }

    @Test func `one that there is not is none`() {
        let most = Processor.available.map(\.number).max() ?? 0
        for number in [-1, most + 1, Processor.numbers.upperBound + 1, .max] {
            #expect(Processor(available: number) == nil)
        }
    }

    @Test func `loops keep each to its own, if they are to`() async throws {
        let free = try ReadinessLoops()
        #expect(free.all.allSatisfy { $0.processor == nil })
        let loops = try ReadinessLoops(keepToProcessors: true)
        for (index, loop) in loops.all.enumerated() {
            let processor = try #require(loop.processor)
            #expect(processor == Processor.available[index % Processor.available.count])
            let allowed = await withCheckedContinuation { continuation in
                loop.post { continuation.resume(returning: try? Self.allowed()) }
            }
            #expect(allowed == "\(processor.number)")
        }
    }
}
