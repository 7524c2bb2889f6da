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

    /// The lower two limbs as one number: the processor's carries run through them without a branch.
    @inline(__always)
    private var lower: UInt128 { UInt128(middle) &<< 64 | UInt128(low) }

    @inline(__always)
    private init(lower: UInt128, high: UInt64) {
        self.init(
            UInt64(truncatingIfNeeded: lower), UInt64(truncatingIfNeeded: lower &>> 64), high)
    }

    /// The sum modulo 2^192.
    @inline(__always)
    func wrappingAdd(_ other: Limbs) -> Limbs {
        let (sum, carry) = lower.addingReportingOverflow(other.lower)
        return Limbs(lower: sum, high: high &+ other.high &+ (carry ? 1 : 0))
    }

    /// The difference modulo 2^192.
    @inline(__always)
    func wrappingSubtract(_ other: Limbs) -> Limbs {
        let (difference, borrow) = lower.subtractingReportingOverflow(other.lower)
        return Limbs(lower: difference, high: high &- other.high &- (borrow ? 1 : 0))
    }

    /// All ones if the value is negative as an integer of 192 bits in two's complement, else zero.
    @inline(__always)
    var sign: UInt64 { UInt64(bitPattern: Int64(bitPattern: high) &>> 63) }

    @inline(__always)
    func masked(by mask: UInt64) -> Limbs {
        Limbs(low & mask, middle & mask, high & mask)
    }

    /// The value, or its negative where the mask is all ones, in two's complement.
    @inline(__always)
    func negated(where mask: UInt64) -> Limbs {
        Limbs(low ^ mask, middle ^ mask, high ^ mask).wrappingSubtract(Limbs(mask, mask, mask))
    }

    /// The value in two's complement divided by a power of two, rounded down.
    ///
    /// - Precondition: `count` is 1…63.
    @inline(__always)
    func shiftedRight(by count: Int) -> Limbs {
        let (count, rest) = (UInt64(count), UInt64(64 &- count))
        return Limbs(
            low &>> count | middle &<< rest, middle &>> count | high &<< rest,
            UInt64(bitPattern: Int64(bitPattern: high) &>> Int64(count)))
    }

    /// The product modulo 2^192, of a value in two's complement too.
    @inline(__always)
    func multiplied(by factor: Int64) -> Limbs {
        let bits = UInt64(bitPattern: factor)
        let lowest = UInt128(low) &* UInt128(bits)
        let next = UInt128(middle) &* UInt128(bits) &+ lowest &>> 64
        let product = Limbs(
            UInt64(truncatingIfNeeded: lowest), UInt64(truncatingIfNeeded: next),
            high &* bits &+ UInt64(truncatingIfNeeded: next &>> 64))
        // The bits of a negative factor are 2^64 too many.
        let isNegative = UInt64(bitPattern: factor &>> 63)
        return product.wrappingSubtract(Limbs(0, low & isNegative, middle & isNegative))
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
