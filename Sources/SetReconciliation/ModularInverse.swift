/// Inverses modulo an odd number p, by the plus–minus search for the greatest common divisor (Brent
/// and Kung, *Systolic VLSI Arrays for Linear-Time GCD Computation*, VLSI 83).
///
/// Of two odd numbers f and g either f + g or g − f is divisible by four: it takes the place of g
/// and is halved while it is even. What is done to f and g depends on their lowest bits only and on
/// which is longer; so it is found for one limb of each, many bits at a time, as a matrix that is
/// then applied to the whole numbers (Bernstein and Yang, *Fast Constant-Time GCD Computation and
/// Modular Inversion*, CHES 2019).
///
/// No branch but the ends of the loops: what a low bit is, is a coin that no processor foresees.
struct ModularInverse {
    private let modulus: Limbs
    /// −modulus⁻¹ modulo 2^64.
    private let negatedInverse: UInt64

    /// The bits by which a matrix shortens the numbers. The sum of two numbers below 2^129, times
    /// its entries, and of a multiple of p is below 2^191.
    private static var bitsAtOnce: Int { 60 }

    /// - Precondition: the modulus is odd and less than 2^129.
    init(modulus: Limbs, negatedInverse: UInt64) {
        self.modulus = modulus
        self.negatedInverse = negatedInverse
    }

    /// The number x with a · x ≡ factor, below p; nil if a and p have a common factor.
    ///
    /// - Precondition: a and the factor are less than p, and a is not zero.
    func quotient(of factor: Limbs, by a: Limbs) -> Limbs? {
        // a · d ≡ f · factor and a · e ≡ g · factor.
        var (f, g) = (modulus, a)
        var (d, e) = (Limbs.zero, factor)
        var lead = 0
        while !g.isZero {
            let matrix = Matrix(f.low, g.low, bitCount: Self.bitsAtOnce, lead: &lead)
            (f, g) = (
                matrix.first(f, g).shiftedRight(by: Self.bitsAtOnce),
                matrix.second(f, g).shiftedRight(by: Self.bitsAtOnce)
            )
            (d, e) = (shortened(matrix.first(d, e)), shortened(matrix.second(d, e)))
        }
        let isNegative = f.sign
        guard f.negated(where: isNegative) == .one else { return nil }
        let x = d.negated(where: isNegative)
        return x.wrappingAdd(modulus.masked(by: x.sign))
    }

    /// Divides by the power of two, modulo p. What comes is between −p and p if its numbers were.
    @inline(__always)
    private func shortened(_ sum: Limbs) -> Limbs {
        let multiple = (sum.low &* negatedInverse) & (1 << UInt64(Self.bitsAtOnce) - 1)
        return sum.wrappingAdd(modulus.multiplied(by: Int64(bitPattern: multiple)))
            .shiftedRight(by: Self.bitsAtOnce).subtractingOnce(modulus)
    }
}

/// What so many halvings make of two numbers, times a power of two. The magnitudes in each row add
/// up to at most that power.
private struct Matrix {
    private var (u, v): (UInt64, UInt64) = (1, 0)
    private var (q, r): (UInt64, UInt64) = (0, 1)

    /// - Parameters:
    ///   - f: the lowest limb of a number that is odd.
    ///   - lead: by how many bits the bound of the second number is above that of the first. It
    ///     grows by one and shrinks by two or more in each turn, and is never the less for the
    ///     greater of the two: so the bounds come to nothing after two turns a bit.
    @inline(__always)
    init(_ f: UInt64, _ g: UInt64, bitCount: Int, lead: inout Int) {
        var (f, g) = (f, g)
        var bitsLeft = bitCount
        while true {
            let zeros = (g | UInt64.max &<< UInt64(bitsLeft)).trailingZeroBitCount
            g = g &>> UInt64(zeros)
            u = u &<< UInt64(zeros)
            v = v &<< UInt64(zeros)
            lead &-= zeros
            bitsLeft &-= zeros
            if bitsLeft == 0 { return }
            let (sum, difference) = (g &+ f, g &- f)
            let (sumU, differenceU) = (q &+ u, q &- u)
            let (sumV, differenceV) = (r &+ v, r &- v)
            // The one with the smaller bound is f from now on.
            let swaps = lead < 0
            f = swaps ? g : f
            u = swaps ? q : u
            v = swaps ? r : v
            lead = (swaps ? 0 &- lead : lead) &+ 1
            let adds = sum & 2 == 0
            g = adds ? sum : difference
            q = adds ? sumU : differenceU
            r = adds ? sumV : differenceV
        }
    }

    @inline(__always)
    func first(_ f: Limbs, _ g: Limbs) -> Limbs {
        f.multiplied(by: Int64(bitPattern: u)).wrappingAdd(g.multiplied(by: Int64(bitPattern: v)))
    }

    @inline(__always)
    func second(_ f: Limbs, _ g: Limbs) -> Limbs {
        f.multiplied(by: Int64(bitPattern: q)).wrappingAdd(g.multiplied(by: Int64(bitPattern: r)))
    }
}
