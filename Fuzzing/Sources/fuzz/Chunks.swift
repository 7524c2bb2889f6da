import SetReconciliation

/// Cuts octets into pieces of one octet to some hundred, as a stream may arrive. The same octets
/// are always cut in the same way, so that a finding can be repeated.
struct Chunks: Sequence, IteratorProtocol {
    private var rest: ArraySlice<UInt8>
    private var random: SplitMix64

    init(_ octets: [UInt8]) {
        rest = octets[...]
        let seed = octets.suffix(2).reduce(UInt64(octets.count)) { $0 << 8 | UInt64($1) }
        random = SplitMix64(seed: seed)
    }

    mutating func next() -> ArraySlice<UInt8>? {
        guard !rest.isEmpty else { return nil }
        let longest = 1 << Int.random(in: 0...9, using: &random)
        let chunk = rest.prefix(Int.random(in: 1...longest, using: &random))
        rest = rest.dropFirst(chunk.count)
        return chunk
    }
}
