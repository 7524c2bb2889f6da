/// An inverse modulo an odd number up to a power of two: a · value ≡ 2^exponent.
///
/// By Kaliski's algorithm (*The Montgomery Inverse and Its Applications*, IEEE Transactions on
/// Computers 44 (1995)), the binary search for the greatest common divisor. Where that would halve
/// a number modulo the modulus, this doubles the other one, and says in the end how often: so all
/// it does is to subtract, to add and to shift.
///
/// The loop has no branch but its end: which number is greater is a coin that no processor foresees.
struct AlmostInverse {
    let value: Limbs
    /// From one less than the modulus has bits, to one less than twice as many.
    let exponent: Int

    /// Nil if the numbers have a common factor.
    ///
    /// - Precondition: 0 < `a` < `modulus` < 2^190, and the modulus is odd.
    init?(of a: Limbs, modulus: Limbs) {
        // With σ = 1 or −1: a · r ≡ −σ · u · 2^exponent, a · s ≡ σ · v · 2^exponent.
        var (u, v) = (modulus, a)
        var (r, s) = (Limbs.zero, Limbs.one)
        var signMask: UInt64 = 0
        var exponent = 0
        while v.low & 1 == 0 { v.shiftRight(by: 1); exponent += 1 }
        while true {
            let difference = u.wrappingSubtract(v)
            if difference.isZero { break }
            let opposite = v.wrappingSubtract(u)
            // The smaller one is v from now on.
            let swap = difference.sign
            signMask ^= swap
            v = v.replaced(by: u, mask: swap)
            u = difference.replaced(by: opposite, mask: swap)
            let sum = r.wrappingAdd(s)
            s = s.replaced(by: r, mask: swap)
            r = sum
            Self.halve(&u, doubling: &s, by: &exponent, times: difference.low.trailingZeroBitCount)
            // Rarely there are zeros beyond the lowest limb; an even number must not stay, or be
            // taken from the other one times without end.
            while u.low & 1 == 0 { Self.halve(&u, doubling: &s, by: &exponent, times: 1) }
        }
        guard v == .one else { return nil }
        value = s.replaced(by: modulus.wrappingSubtract(s), mask: signMask)
        self.exponent = exponent
    }

    /// - Parameter count: 0…64, of which 63 are done at most.
    @inline(__always)
    private static func halve(
        _ number: inout Limbs, doubling other: inout Limbs, by exponent: inout Int,
        times count: Int
    ) {
        let count = min(count, 63)
        number.shiftRight(by: count)
        other.shiftLeft(by: count)
        exponent += count
    }
}
