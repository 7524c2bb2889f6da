/// The shape of a prefix tree and the sizes that recon derives from it.
///
/// The shape is not visible to a peer; `bitquantum` and `mbar` are, and must be equal on both
/// sides.
package struct PrefixTreeParameters: Hashable, Sendable {
    /// The bits by which a child's prefix is longer than its parent's.
    package let bitquantum: Int
    /// A leaf with more elements than this is split.
    package let splitThreshold: Int
    /// An inner node with at most this many elements becomes a leaf.
    package let joinThreshold: Int
    /// Below this count a node's elements are sent instead of its samples.
    package let fullThreshold: Int

    /// The differences that one comparison of samples resolves; fixed by the samples' number.
    package var mbar: Int { Samples.mbar }
    package var childCount: Int { 1 << bitquantum }

    /// SKS's values: 2 bits, leaves of 50 = 10 · mbar, joined at half of it, full below 30 · mbar.
    package static var sks: PrefixTreeParameters { PrefixTreeParameters() }

    /// - Precondition: `bitquantum` is 1, 2, 4 or 8, so that depths end exactly at 128 bits, and
    ///   the thresholds are in order, so that a node just split is not joined again.
    package init(
        bitquantum: Int = 2, splitThreshold: Int = 50, joinThreshold: Int = 25,
        fullThreshold: Int = 150
    ) {
        precondition([1, 2, 4, 8].contains(bitquantum), "bitquantum is 1, 2, 4 or 8")
        precondition(
            0..<splitThreshold ~= joinThreshold,
            "the join threshold is below the split threshold")
        precondition(fullThreshold >= 0, "a threshold is not negative")
        self.bitquantum = bitquantum
        self.splitThreshold = splitThreshold
        self.joinThreshold = joinThreshold
        self.fullThreshold = fullThreshold
    }

    /// Whether nodes with prefixes of this length exist in a tree of this shape.
    package func isDepth(_ bitCount: Int) -> Bool {
        bitCount.isMultiple(of: bitquantum)
    }

    /// Whether a node of this depth and count is divided when it is built or grows.
    func splits(count: Int, at prefix: Prefix) -> Bool {
        count > splitThreshold && prefix.bitCount + bitquantum <= Prefix.maximumBitCount
    }
}
