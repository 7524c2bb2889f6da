/// A node of a prefix tree as it lies in memory, in 112 octets.
struct TreeNode: Sendable, BitwiseCopyable {
    /// The lower two limbs of each sample; the third is a single bit.
    private var limbs: InlineArray<12, UInt64>
    /// Where the children lie, which are side by side; zero for a leaf, as the root is no child.
    var children: UInt32
    private var storedCount: UInt32
    private var topBits: UInt8
    /// Whether the samples are those of an earlier state: only an inner node's, to be made again
    /// from its children's.
    private(set) var isStale = false

    static var maximumCount: Int { Int(UInt32.max) }
    static var emptyLeaf: TreeNode { TreeNode(count: 0, samples: .empty, children: 0) }

    init(count: Int, samples: Samples, children: UInt32) {
        precondition(0...Self.maximumCount ~= count, "a set has less than 2^32 elements")
        limbs = InlineArray { index in
            let form = samples[index / 2].form
            return index.isMultiple(of: 2) ? form.low : form.middle
        }
        self.children = children
        storedCount = UInt32(count)
        topBits = 0
        for index in 0..<Samples.count {
            topBits |= UInt8(truncatingIfNeeded: samples[index].form.high) << UInt8(index)
        }
    }

    var count: Int { Int(storedCount) }

    /// Changes the count of an inner node below which so many elements came, or went.
    mutating func grow(by growth: Int) {
        storedCount = UInt32(count + growth)
        isStale = true
    }

    var isLeaf: Bool { children == 0 }

    var samples: Samples {
        Samples(
            forms: InlineArray { index in
                Limbs(
                    limbs[index * 2], limbs[index * 2 + 1],
                    UInt64(topBits >> UInt8(index) & 1))
            })
    }
}
