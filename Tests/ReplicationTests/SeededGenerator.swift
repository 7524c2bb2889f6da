import Glibc

/// SplitMix64, seeded from CLAVIGER_SEED or the clock; failures print the seed.
struct SeededGenerator: RandomNumberGenerator {
    static let seed: UInt64 = {
        let given = getenv("CLAVIGER_SEED").flatMap { UInt64(String(cString: $0)) }
        let seed = given ?? UInt64(truncatingIfNeeded: time(nil))
        print("ReplicationTests: CLAVIGER_SEED=\(seed)")
        return seed
    }()

    private var state = SeededGenerator.seed

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
