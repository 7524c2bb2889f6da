/// A sum of products of field elements as an integer, to be reduced once at the end.
///
/// Kept by columns of 64 bits, each with room above for the carries of 2^60 products: so adding
/// carries nothing from one column to the next, and has no branch for the processor to guess.
struct ProductSum<Modulus: PrimeModulus>: BitwiseCopyable {
    private var column0: UInt128
    private var column1: UInt128
    private var column2: UInt128
    private var column3: UInt128
    private var column4: UInt128

    /// The empty sum.
    @inline(__always)
    init() {
        self.init(.zero)
    }

    /// The sum of this number alone.
    @inline(__always)
    init(_ limbs: Limbs) {
        (column0, column1, column2) = (
            UInt128(limbs.low), UInt128(limbs.middle), UInt128(limbs.high)
        )
        (column3, column4) = (0, 0)
    }

    /// Adds the product of two elements.
    @inline(__always)
    mutating func add(_ left: FieldElement<Modulus>, _ right: FieldElement<Modulus>) {
        let (a, b) = (left.form, right.form)
        let lowest = wide(a.low, b.low)
        let first = wide(a.low, b.middle)
        let second = wide(a.middle, b.low)
        let highest = wide(a.middle, b.middle)
        // The high limb is a single bit and selects the other factor.
        let (selectA, selectB) = (0 &- b.high, 0 &- a.high)
        column0 &+= lower(lowest)
        column1 &+= upper(lowest) &+ lower(first) &+ lower(second)
        column2 &+= upper(first) &+ upper(second) &+ lower(highest)
        column2 &+= UInt128(a.low & selectA) &+ UInt128(b.low & selectB)
        column3 &+= upper(highest)
        column3 &+= UInt128(a.middle & selectA) &+ UInt128(b.middle & selectB)
        column4 &+= UInt128(a.high & b.high)
    }

    /// Doubles the sum.
    @inline(__always)
    mutating func double() {
        column0 &+= column0
        column1 &+= column1
        column2 &+= column2
        column3 &+= column3
        column4 &+= column4
    }

    /// The element whose form is the sum divided by 2^192: of products of forms, the form of the
    /// sum of products.
    @inline(__always)
    var reduced: FieldElement<Modulus> {
        let carry1 = column1 &+ upper(column0)
        let carry2 = column2 &+ upper(carry1)
        let carry3 = column3 &+ upper(carry2)
        // Each round adds the multiple of p that clears the lowest limb, and drops that limb. After
        // three the value is below 2p, however many products there were.
        var limb0 = lower(column0)
        var limb1 = lower(carry1)
        var limb2 = lower(carry2)
        var limb3 = lower(carry3)
        var limb4 = column4 &+ upper(carry3)
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
        return FieldElement(form: value.subtractingOnce(Modulus.prime))
    }
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
