/// A node's place in a prefix tree as it lies in memory, in 8 octets; its sums are ``PackedSamples``.
///
/// Apart from its samples, so that the way down to a leaf leads over little memory.
struct TreeNode: Sendable, BitwiseCopyable {
    /// Where the children lie, which are side by side; zero for a leaf, as the root is no child.
    var children: UInt32
    /// Twice the count, and one more if the samples are stale.
    private var countAndStaleness: UInt32

    static var maximumCount: Int { Int(UInt32.max / 2) }

    init(count: Int, children: UInt32) {
        precondition(0...Self.maximumCount ~= count, "a set has less than 2^31 elements")
        self.children = children
        countAndStaleness = UInt32(count) << 1
    }

    var count: Int { Int(countAndStaleness >> 1) }

    /// Whether the samples are those of an earlier state: only an inner node's, to be made again
    /// from its children's.
    var isStale: Bool { countAndStaleness & 1 == 1 }

    var isLeaf: Bool { children == 0 }

    /// Changes the count of an inner node below which so many elements came, or went.
    mutating func grow(by growth: Int) {
        self = TreeNode(count: count + growth, children: children)
        countAndStaleness |= 1
    }
}

/// The samples of a node as they lie in memory, in 104 octets.
struct PackedSamples: Sendable, BitwiseCopyable {
    /// The lower two limbs of each sample; the third is a single bit.
    private var limbs: InlineArray<12, UInt64>
    private var topBits: UInt8

    static var empty: PackedSamples { PackedSamples(.empty) }

    init(_ samples: Samples) {
        limbs = .init(repeating: 0)
        topBits = 0
        for index in 0..<Samples.count {
            let form = samples[index].form
            limbs[index * 2] = form.low
            limbs[index * 2 + 1] = form.middle
            topBits |= UInt8(truncatingIfNeeded: form.high) << UInt8(index)
        }
    }

    var samples: Samples {
        var forms = InlineArray<6, Limbs>(repeating: .zero)
        let limbs = limbs.span
        for index in 0..<Samples.count {
            forms[index] = Limbs(
                limbs[index * 2], limbs[index * 2 + 1], UInt64(topBits >> UInt8(index) & 1))
        }
        return Samples(forms: forms)
    }
}
