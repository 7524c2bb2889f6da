/// Elements as values of the field: the 16 digest bytes and a zero byte, read little-endian.
extension Element {
    /// The field element of this digest; every digest is below 2^128 and so below the prime.
    package var fieldElement: SKSFieldElement {
        guard let value = SKSFieldElement(Limbs(high.byteSwapped, low.byteSwapped, 0)) else {
            preconditionFailure("a 128-bit value is below the 129-bit prime")
        }
        return value
    }

    /// The digest of a field element; nil if the value has more than 128 bits and so is none.
    package init?(_ value: SKSFieldElement) {
        let limbs = value.limbs
        guard limbs.high == 0 else { return nil }
        self.init(high: limbs.low.byteSwapped, low: limbs.middle.byteSwapped)
    }

    /// Whether the element may be in a tree: one that equals a sample point would make a sample
    /// zero for ever, so 0, 1 and 2 (the other points exceed 128 bits) are refused.
    package var isInsertable: Bool {
        low != 0 || high.byteSwapped > 2
    }

    /// Appends the 17 bytes of the wire form: the digest and a zero byte.
    package func encode(into output: inout [UInt8]) {
        output.appendBigEndian(high)
        output.appendBigEndian(low)
        output.append(0)
    }
}

extension [Element] {
    /// In the order of the field elements as integers, in which SKS sends sets: that of the digests
    /// with their octets the other way round.
    package var inWireOrder: [Element] { map(\.reversed).inOrder.map(\.reversed) }
}

extension Element {
    fileprivate var reversed: Element { Element(high: low.byteSwapped, low: high.byteSwapped) }
}
