import Foundation
package import NIOCore

/// The loops that connections are dealt out to.
package final class ReadinessLoops: Sendable {
    package let all: [ReadinessLoop]

    /// - Parameters:
    ///   - count: one for each core, unless told otherwise.
    ///   - keepToProcessors: whether each keeps to a processor of its own.
    ///   - turn: around all that is done in a turn of one.
    /// - Throws: when the system has no descriptors for them.
    package init(
        count: Int = ProcessInfo.processInfo.activeProcessorCount,
        keepToProcessors: Bool = false, turn: @escaping ReadinessLoop.Turn = { $0() }
    ) throws(IOError) {
        var loops: [ReadinessLoop] = []
        for number in 0..<max(1, count) {
            let available = keepToProcessors ? Processor.available : []
            let processor = available.isEmpty ? nil : available[number % available.count]
            loops.append(try ReadinessLoop(keepingTo: processor, turn: turn))
        }
        all = loops
    }

    /// The loop that a new connection is for, which `loop` has accepted: that one, unless another
    /// has clearly less to do. To hand a connection over costs the other a wake-up.
    package func fairShare(of loop: ReadinessLoop) -> ReadinessLoop {
        let least = all.min { $0.load < $1.load } ?? loop
        return loop.load - least.load > Self.tolerance ? least : loop
    }

    /// Connections that one loop may have more than another.
    private static let tolerance = 4

    deinit { for loop in all { loop.end() } }
}
