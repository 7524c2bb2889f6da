/// Bytes that were received and not yet used.
struct ReceiveBuffer: Sendable {
    private var bytes: [UInt8] = []
    private var start = 0

    /// Bytes already used are dropped only when they are so many, or all: a drop moves the rest.
    private static let compactionThreshold = 64 * 1024

    var available: ArraySlice<UInt8> { bytes[start...] }

    mutating func append(_ newBytes: some Sequence<UInt8>) {
        bytes.append(contentsOf: newBytes)
    }

    /// The 32-bit big-endian integer at the front, which stays there.
    func peekInteger() -> UInt32? {
        let front = available.prefix(4)
        guard front.count == 4 else { return nil }
        return front.reduce(0) { $0 << 8 | UInt32($1) }
    }

    mutating func consume(_ count: Int) {
        precondition(count <= bytes.count - start, "only bytes that are there can be used")
        start += count
        if start == bytes.count {
            bytes.removeAll(keepingCapacity: start <= Self.compactionThreshold)
            start = 0
        } else if start >= Self.compactionThreshold {
            bytes.removeFirst(start)
            start = 0
        }
    }

    mutating func takeAll() -> [UInt8] {
        let all = Array(available)
        bytes = []
        start = 0
        return all
    }
}
