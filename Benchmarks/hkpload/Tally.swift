import Foundation

/// What was counted.
struct Tally {
    private var microseconds: [UInt32] = []
    private(set) var errors = 0
    private(set) var octets = 0
    private(set) var connections = 0
    private(set) var seconds = 0.0
    private var processorSeconds = 0.0

    mutating func addConnection() { connections += 1 }
    mutating func addOctets(_ count: Int) { octets += count }
    mutating func addError() { errors += 1 }

    /// Counts an answer by its status and the nanoseconds it took.
    mutating func addAnswer(status: Int, nanoseconds: UInt64) {
        microseconds.append(UInt32(clamping: nanoseconds / 1000))
        if status != 200 { errors += 1 }
    }

    /// Ends the counting.
    mutating func end(seconds: Double, processorSeconds: Double) {
        (self.seconds, self.processorSeconds) = (seconds, processorSeconds)
        microseconds.sort()
    }

    var json: String {
        let fields: [(String, Any)] = [
            ("requests", microseconds.count), ("errors", errors), ("connections", connections),
            ("seconds", seconds), ("octets", octets), ("own_cpu_seconds", processorSeconds),
            ("p50_us", percentile(50)), ("p99_us", percentile(99)), ("max_us", percentile(100)),
        ]
        return "{" + fields.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}"
    }

    private func percentile(_ percent: Int) -> UInt32 {
        guard let last = microseconds.indices.last else { return 0 }
        return microseconds[min(last, microseconds.count * percent / 100)]
    }
}
