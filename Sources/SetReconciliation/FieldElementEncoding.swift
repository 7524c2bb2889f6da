extension FieldElement where Modulus == SKSPrime {
    /// The bytes of a value on the wire: 129 bits, little-endian.
    package static var wireByteCount: Int { 17 }

    /// Appends the 17 bytes of the wire form, little-endian.
    package func encode(into output: inout [UInt8]) {
        let limbs = limbs
        output.appendLittleEndian(limbs.low)
        output.appendLittleEndian(limbs.middle)
        output.append(UInt8(truncatingIfNeeded: limbs.high))
    }

    /// The value of 17 little-endian bytes; nil for another length or a value not below the prime.
    package init?(wireBytes bytes: ArraySlice<UInt8>) {
        guard let value = bytes.withUnsafeBytes({ Self(wireBytes: $0) }) else { return nil }
        self = value
    }

    /// The same of bytes where they lie.
    init?(wireBytes bytes: UnsafeRawBufferPointer) {
        guard bytes.count == Self.wireByteCount else { return nil }
        self.init(
            Limbs(
                UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self)),
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
                UInt64(bytes[16])))
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
