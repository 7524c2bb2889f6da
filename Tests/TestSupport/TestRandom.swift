import Foundation

/// SplitMix64, seeded from CLAVIGER_SEED or freshly; prints the seed, so that a failure can be had
/// again.
package struct TestRandom: RandomNumberGenerator {
    private var state: UInt64

    package init(_ test: String = #function) {
        let given = ProcessInfo.processInfo.environment["CLAVIGER_SEED"].flatMap { UInt64($0) }
        let seed = given ?? UInt64.random(in: 0...UInt64.max)
        print("CLAVIGER_SEED=\(seed) for \(test)")
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    package mutating func octets(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }

    package mutating func octets(count range: ClosedRange<Int>) -> [UInt8] {
        octets(Int.random(in: range, using: &self))
    }
}
