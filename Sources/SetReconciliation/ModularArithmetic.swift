import CGMP

/// Modular inversion of three-limb integers by GMP. No other file of this target imports it.
enum ModularArithmetic {
    /// The inverse of `a` modulo `modulus`, or nil if they have a common factor.
    ///
    /// By GMP's lowest layer, which works where the limbs lie: an integer of the layer above it is
    /// memory of its own.
    ///
    /// - Precondition: `a` is less than the modulus, which is less than 2^191.
    static func inverse(of a: Limbs, modulus: Limbs) -> Limbs? {
        // What is u·s + v·t: with the modulus added to `a`, u is the greater, as is asked for.
        let sum = a.wrappingAdd(modulus)
        // Both are destroyed, and a limb behind each; s may take a limb more than v.
        var u = (sum.low, sum.middle, sum.high, UInt64(0))
        var v = (modulus.low, modulus.middle, modulus.high, UInt64(0))
        var divisor = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
        var cofactor = divisor
        var cofactorCount = 0
        let divisorCount = withLimbs(&u) { u in
            withLimbs(&v) { v in
                withLimbs(&divisor) { divisor in
                    withLimbs(&cofactor) { cofactor in
                        __gmpn_gcdext(
                            divisor, cofactor, &cofactorCount, u, sum.significantCount, v,
                            modulus.significantCount)
                    }
                }
            }
        }
        guard divisorCount == 1, divisor.0 == 1 else { return nil }
        // Limbs beyond the count are not written.
        let limbs = Limbs(cofactor.0, cofactor.1, cofactor.2)
        return cofactorCount < 0 ? modulus.wrappingSubtract(limbs) : limbs
    }

    private typealias FourLimbs = (UInt64, UInt64, UInt64, UInt64)

    private static func withLimbs<Result>(
        _ limbs: inout FourLimbs, _ body: (UnsafeMutablePointer<mp_limb_t>) -> Result
    ) -> Result {
        withUnsafeMutableBytes(of: &limbs) { bytes in
            guard let base = bytes.baseAddress else {
                preconditionFailure("four limbs have an address")
            }
            return body(base.assumingMemoryBound(to: mp_limb_t.self))
        }
    }
}
