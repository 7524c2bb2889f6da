/// A sum of products of field elements as an integer, to be reduced once at the end.
///
/// Five limbs hold 2^60 products of values below 2^129.
struct ProductSum<Modulus: PrimeModulus>: BitwiseCopyable {
    private var low: UInt128
    private var high: UInt128
    private var top: UInt64

    /// The empty sum.
    @inline(__always)
    init() {
        (low, high, top) = (0, 0, 0)
    }

    /// The sum of this number alone.
    @inline(__always)
    init(_ limbs: Limbs) {
        (low, high, top) = (limbs.lowHalf, UInt128(limbs.high), 0)
    }

    /// Adds the product of two elements.
    @inline(__always)
    mutating func add(_ left: FieldElement<Modulus>, _ right: FieldElement<Modulus>) {
        let (a, b) = (left.form, right.form)
        // The lower two limbs by long multiplication; no step exceeds 128 bits.
        let lowest = wide(a.low, b.low)
        let first = wide(a.low, b.middle) &+ upper(lowest)
        let second = wide(a.middle, b.low) &+ lower(first)
        let productLow = lower(second) &<< 64 | lower(lowest)
        let productHigh = wide(a.middle, b.middle) &+ upper(first) &+ upper(second)
        // The high limb is a single bit and selects the other factor.
        let selectedB = b.lowHalf & (0 &- UInt128(a.high))
        let selectedA = a.lowHalf & (0 &- UInt128(b.high))
        let carry: Bool
        (low, carry) = low.addingReportingOverflow(productLow)
        top &+= a.high & b.high
        addHigh(productHigh)
        addHigh(selectedA)
        addHigh(selectedB)
        addHigh(carry ? 1 : 0)
    }

    @inline(__always)
    private mutating func addHigh(_ value: UInt128) {
        let carry: Bool
        (high, carry) = high.addingReportingOverflow(value)
        top &+= carry ? 1 : 0
    }

    /// Doubles the sum.
    @inline(__always)
    mutating func double() {
        top = top &<< 1 | UInt64(truncatingIfNeeded: high &>> 127)
        high = high &<< 1 | low &>> 127
        low = low &<< 1
    }

    /// The element whose form is the sum divided by 2^192: of products of forms, the form of the
    /// sum of products.
    @inline(__always)
    var reduced: FieldElement<Modulus> {
        // Each round adds the multiple of p that clears the lowest limb, and drops that limb. After
        // three the value is below 2p, however many products there were.
        var limb0 = lower(low)
        var limb1 = upper(low)
        var limb2 = lower(high)
        var limb3 = upper(high)
        var limb4 = UInt128(top)
        for _ in 0..<3 {
            let factor =
                UInt64(truncatingIfNeeded: limb0) &* Modulus.constants.negatedInverse
            let sum0 = limb0 &+ wide(factor, Modulus.prime.low)
            let sum1 = limb1 &+ wide(factor, Modulus.prime.middle) &+ upper(sum0)
            let sum2 = limb2 &+ wide(factor, Modulus.prime.high) &+ upper(sum1)
            let sum3 = limb3 &+ upper(sum2)
            (limb0, limb1, limb2) = (lower(sum1), lower(sum2), lower(sum3))
            (limb3, limb4) = (lower(limb4 &+ upper(sum3)), upper(limb4 &+ upper(sum3)))
        }
        let value = Limbs(
            UInt64(truncatingIfNeeded: limb0), UInt64(truncatingIfNeeded: limb1),
            UInt64(truncatingIfNeeded: limb2))
        return FieldElement(
            form: value < Modulus.prime ? value : value.wrappingSubtract(Modulus.prime))
    }
}

extension Limbs {
    /// The lower two limbs.
    @inline(__always)
    fileprivate var lowHalf: UInt128 { UInt128(middle) &<< 64 | UInt128(low) }
}

/// The whole product of two limbs.
@inline(__always)
private func wide(_ left: UInt64, _ right: UInt64) -> UInt128 {
    UInt128(left) &* UInt128(right)
}

@inline(__always)
private func lower(_ value: UInt128) -> UInt128 { UInt128(UInt64(truncatingIfNeeded: value)) }

@inline(__always)
private func upper(_ value: UInt128) -> UInt128 { value &>> 64 }
