extension FieldElement where Modulus == SKSPrime {
    /// The bytes of a value on the wire: 129 bits, little-endian.
    package static var wireByteCount: Int { 17 }

    /// Appends the 17 bytes of the wire form, little-endian.
    package func encode(into output: inout [UInt8]) {
        output.appendLittleEndian(limbs.low)
        output.appendLittleEndian(limbs.middle)
        output.append(UInt8(truncatingIfNeeded: limbs.high))
    }

    /// The value of 17 little-endian bytes; nil for another length or a value not below the prime.
    package init?(wireBytes bytes: some Collection<UInt8>) {
        guard bytes.count == Self.wireByteCount else { return nil }
        var words: (UInt64, UInt64, UInt64) = (0, 0, 0)
        for (index, byte) in bytes.enumerated() {
            let shifted = UInt64(byte) << UInt64((index & 7) * 8)
            switch index >> 3 {
            case 0: words.0 |= shifted
            case 1: words.1 |= shifted
            default: words.2 |= shifted
            }
        }
        self.init(Limbs(words.0, words.1, words.2))
    }
}

extension Array<UInt8> {
    mutating func appendLittleEndian(_ word: UInt64) {
        append(octetsOf: word.littleEndian)
    }

    mutating func appendBigEndian(_ word: UInt64) {
        append(octetsOf: word.bigEndian)
    }

    mutating func appendBigEndian(_ word: UInt32) {
        append(octetsOf: word.bigEndian)
    }

    /// Appends an integer as it lies in memory.
    private mutating func append(octetsOf word: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: word) { append(contentsOf: $0) }
    }
}
