extension [UInt8] {
    /// Four octets, the most significant first.
    mutating func append(integer: Int) {
        precondition(integer >= 0 && integer <= UInt32.max, "frames have numbers of 32 bits")
        for shift in [24, 16, 8, 0] { append(UInt8(truncatingIfNeeded: integer >> shift)) }
    }
}

extension ArraySlice<UInt8> {
    /// Nil when fewer octets than that are left, as with all that follow.
    mutating func readInteger() -> Int? {
        guard count >= 4 else { return nil }
        let integer = prefix(4).reduce(0) { $0 << 8 | Int($1) }
        removeFirst(4)
        return integer
    }

    private mutating func read(_ length: Int) -> ArraySlice? {
        guard length <= count else { return nil }
        defer { removeFirst(length) }
        return prefix(length)
    }

    /// Behind a length of one octet.
    mutating func readShort() -> ArraySlice? { popFirst().flatMap { read(Int($0)) } }

    /// Behind a length of four octets.
    mutating func readLong() -> ArraySlice? { readInteger().flatMap { read($0) } }
}
