import CSched

/// A processor that a thread may be kept to (sched_setaffinity(2)). Threads that wake each other all
/// the time are on one: to wake another processor that rests costs several times what they do,
/// above all in a virtual machine.
package struct Processor: Sendable, Hashable {
    /// As the system counts them, from 0.
    package let number: Int

    /// As many as the C library's masks have room for (sched_setaffinity(2)).
    package static let numbers = 0...1_023
    /// Octets of such a mask.
    private static let maskSize = numbers.count / 8

    /// Those that this process may use, in their order; none where the system does not say.
    package static let available: [Processor] = {
        var mask = [UInt8](repeating: 0, count: maskSize)
        guard sched_getaffinity(0, UInt(mask.count), &mask) >= 0 else { return [] }
        return numbers.filter { mask[$0 / 8] & 1 << ($0 % 8) != 0 }.map { Processor(number: $0) }
    }()

    /// Nil for one that this process may not use.
    package init?(available number: Int) {
        self.init(number: number)
        guard Self.available.contains(self) else { return nil }
    }

    private init(number: Int) { self.number = number }

    /// Keeps the thread of whoever calls to this processor. It is a matter of cost only: where the
    /// system refuses, all stays as it is.
    package func keepThread() { Self.keepThread(to: [self]) }

    /// Lets the thread of whoever calls run on all that are available.
    package static func freeThread() { keepThread(to: available) }

    private static func keepThread(to processors: [Processor]) {
        var mask = [UInt8](repeating: 0, count: maskSize)
        for processor in processors { mask[processor.number / 8] |= 1 << (processor.number % 8) }
        // Without a processor the system refuses, which is right.
        _ = sched_setaffinity(0, UInt(mask.count), mask)
    }
}
