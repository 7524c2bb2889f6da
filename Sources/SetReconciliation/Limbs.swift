/// An unsigned integer of three 64-bit limbs, least significant first.
///
/// Wide enough for the 129-bit field of SKS reconciliation and for a sum of two of its elements.
package struct Limbs: Hashable, Sendable, BitwiseCopyable {
    package var low: UInt64
    package var middle: UInt64
    package var high: UInt64

    package static var zero: Limbs { Limbs(0, 0, 0) }
    package static var one: Limbs { Limbs(1, 0, 0) }

    package init(_ low: UInt64, _ middle: UInt64, _ high: UInt64) {
        self.low = low
        self.middle = middle
        self.high = high
    }

    var isZero: Bool { low | middle | high == 0 }

    /// The number of limbs up to the last one that is not zero.
    var significantCount: Int {
        if high != 0 { return 3 }
        if middle != 0 { return 2 }
        return low != 0 ? 1 : 0
    }

    /// The number of bits up to the most significant one.
    var bitWidth: Int {
        if high != 0 { return 192 - high.leadingZeroBitCount }
        if middle != 0 { return 128 - middle.leadingZeroBitCount }
        return 64 - low.leadingZeroBitCount
    }

    /// The bit of the given weight: bit 0 is the least significant.
    func bit(_ index: Int) -> Bool {
        let limb = index < 64 ? low : index < 128 ? middle : high
        return (limb >> UInt64(index & 63)) & 1 == 1
    }

    /// Half of the value, rounded down.
    var halved: Limbs {
        Limbs(low >> 1 | middle << 63, middle >> 1 | high << 63, high >> 1)
    }

    /// The sum modulo 2^192.
    @inline(__always)
    func wrappingAdd(_ other: Limbs) -> Limbs {
        let (a, carryA) = low.addingReportingOverflow(other.low)
        let (b, carryB) = middle.addingReportingOverflow(other.middle)
        let (c, carryC) = b.addingReportingOverflow(carryA ? 1 : 0)
        return Limbs(a, c, high &+ other.high &+ (carryB ? 1 : 0) &+ (carryC ? 1 : 0))
    }

    /// The difference modulo 2^192.
    @inline(__always)
    func wrappingSubtract(_ other: Limbs) -> Limbs {
        let (a, borrowA) = low.subtractingReportingOverflow(other.low)
        let (b, borrowB) = middle.subtractingReportingOverflow(other.middle)
        let (c, borrowC) = b.subtractingReportingOverflow(borrowA ? 1 : 0)
        return Limbs(a, c, high &- other.high &- (borrowB ? 1 : 0) &- (borrowC ? 1 : 0))
    }

    /// All ones if the value is negative as an integer of 192 bits in two's complement, else zero.
    @inline(__always)
    var sign: UInt64 { UInt64(bitPattern: Int64(bitPattern: high) &>> 63) }

    @inline(__always)
    func masked(by mask: UInt64) -> Limbs {
        Limbs(low & mask, middle & mask, high & mask)
    }

    /// The value less another one, unless it is below it; both are below 2^191.
    ///
    /// Without a branch: whether a value is to be reduced is a coin that no processor foresees.
    @inline(__always)
    func subtractingOnce(_ other: Limbs) -> Limbs {
        let difference = wrappingSubtract(other)
        return difference.wrappingAdd(other.masked(by: difference.sign))
    }
}

extension Limbs: Comparable {
    package static func < (left: Limbs, right: Limbs) -> Bool {
        if left.high != right.high { return left.high < right.high }
        if left.middle != right.middle { return left.middle < right.middle }
        return left.low < right.low
    }
}
