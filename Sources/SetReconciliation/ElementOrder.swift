extension [Element] {
    /// Fewer are compared at once.
    private static let fewest = 16

    /// The elements, sorted.
    ///
    /// They are digests, as good as random behind the bits that all have in common: so the next eight
    /// bits of each say nearly where it belongs, and only the few that share them are compared.
    /// Comparing alone takes several times as long, since no processor foresees how it comes out. Elements
    /// that somebody has chosen are compared all the same, and cost what a sort costs.
    package var inOrder: [Element] {
        guard count >= Self.fewest, let first else { return sorted() }
        let differing = reduce(0) { $0 | ($1.high ^ first.high) }
        let shift = Swift.max(0, 56 - differing.leadingZeroBitCount)
        return distributed { Int(truncatingIfNeeded: $0.high >> UInt64(shift) & 0xFF) }
    }

    /// - Parameter place: among 256, in the order of the elements.
    @inline(__always)
    private func distributed(by place: (Element) -> Int) -> [Element] {
        withUnsafeTemporaryAllocation(of: Int.self, capacity: 256) { ends in
            ends.initialize(repeating: 0)
            for element in self { ends[place(element)] += 1 }
            // Where the next one of each place is put, from the end.
            for index in 1..<256 { ends[index] += ends[index - 1] }
            return [Element](unsafeUninitializedCapacity: count) { room, initialized in
                for element in self.reversed() {
                    ends[place(element)] -= 1
                    room.initializeElement(at: ends[place(element)], to: element)
                }
                initialized = count
                for index in 0..<256 {
                    let end = index < 255 ? ends[index + 1] : count
                    guard end - ends[index] > 1 else { continue }
                    var few = UnsafeMutableBufferPointer(rebasing: room[ends[index]..<end])
                    few.sort()
                }
            }
        }
    }
}
