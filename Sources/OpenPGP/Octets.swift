/// Compares octet strings as SKS does: octet by octet as unsigned numbers, a proper prefix first.
///
/// Returns a negative number, zero or a positive number. Eight octets at a time, because floods of
/// near-equal signatures are sorted with it.
func compareOctets(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Int {
    let common = min(left.count, right.count)
    let leftBytes = left.bytes
    let rightBytes = right.bytes
    var index = 0
    while index &+ 8 <= common {
        let leftWord = leftBytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
        let rightWord = rightBytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
        if leftWord != rightWord {
            return UInt64(bigEndian: leftWord) < UInt64(bigEndian: rightWord) ? -1 : 1
        }
        index &+= 8
    }
    while index < common {
        if left[index] != right[index] { return left[index] < right[index] ? -1 : 1 }
        index &+= 1
    }
    return left.count &- right.count
}

/// Index of the first LF at or behind `index`, or of the end: eight octets at a time.
func lineEnd(_ bytes: Span<UInt8>, from index: Int) -> Int {
    let raw = bytes.bytes
    var index = index
    while index &+ 8 <= bytes.count {
        let word = UInt64(
            littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
        // An octet of `difference` is zero where `word` has LF; the lowest such octet keeps its top
        // bit in `zeros`, as no borrow reaches it.
        let difference = word ^ 0x0A0A_0A0A_0A0A_0A0A
        let zeros = (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
        if zeros != 0 { return index &+ zeros.trailingZeroBitCount / 8 }
        index &+= 8
    }
    while index < bytes.count, bytes[index] != 0x0A { index &+= 1 }
    return index
}

/// Reads a big-endian number of `count` octets (at most 8), or nil if it does not lie wholly before
/// `end`.
func bigEndianNumber(_ bytes: [UInt8], at offset: Int, count: Int, end: Int) -> UInt64? {
    guard offset >= 0, count <= 8, end <= bytes.count, offset <= end &- count else { return nil }
    var value: UInt64 = 0
    for index in offset..<(offset &+ count) { value = value << 8 | UInt64(bytes[index]) }
    return value
}
