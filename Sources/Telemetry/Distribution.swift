/// How often a measured value fell between which bounds, and the sum of all: what a Prometheus
/// histogram is made of.
package struct Distribution: Codable, Sendable, Equatable {
    /// Upper bounds, ascending; above the last one there is one more bucket.
    package let bounds: [Double]
    /// How often the value was at most each bound and above the one before; then, above all.
    package private(set) var counts: [Int]
    package private(set) var sum = 0.0

    package init(_ bounds: [Double]) {
        precondition(
            zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "Bounds are in order.")
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    package var count: Int { counts.reduce(0, +) }

    package mutating func observe(_ value: Double) {
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        counts[bucket] += 1
        sum += value
    }

    package mutating func observe(_ duration: Duration) { observe(duration / .seconds(1)) }
}

extension Distribution {
    /// Seconds of what a client waits for: a look-up takes a millisecond, and after some seconds
    /// nobody waits any more.
    package static let answerSeconds = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]
    /// Seconds of what waits for the disk: a good one takes a tenth of a millisecond, a failing one
    /// seconds.
    package static let diskSeconds = [
        0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5,
    ]
    /// Seconds of a talk with a peer, which may last an hour.
    package static let sessionSeconds = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600]
}
