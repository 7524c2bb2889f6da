/// An odd prime as a type, so that elements of different fields cannot be mixed up and tests can
/// enumerate small fields.
package protocol PrimeModulus: Sendable {
    /// The prime: odd, and less than 2^129, so that the high limb of an element is 0 or 1.
    static var prime: Limbs { get }

    /// What multiplication in Montgomery's form needs to know of the prime.
    static var constants: MontgomeryConstants { get }
}

/// The constants of Montgomery's form with the radix 2^192.
package struct MontgomeryConstants: Hashable, Sendable {
    /// −p⁻¹ modulo 2^64, which says what multiple of p clears the lowest limb.
    package let negatedInverse: UInt64
    /// 2^384 modulo p, the radix squared, which turns a value into its form.
    package let radixSquared: Limbs

    package init(negatedInverse: UInt64, radixSquared: Limbs) {
        self.negatedInverse = negatedInverse
        self.radixSquared = radixSquared
    }

    /// Computes the constants of an odd prime below 2^129.
    package init(prime: Limbs) {
        // Newton's iteration doubles the number of correct low bits; an odd number is its own
        // inverse in the lowest three.
        var inverse = prime.low
        for _ in 0..<5 { inverse &*= 2 &- prime.low &* inverse }
        self.init(
            negatedInverse: 0 &- inverse, radixSquared: Self.powerOfTwo(384, modulo: prime))
    }

    private static func powerOfTwo(_ exponent: Int, modulo prime: Limbs) -> Limbs {
        var power = Limbs.one
        for _ in 0..<exponent { power = power.wrappingAdd(power).subtractingOnce(prime) }
        return power
    }
}

/// The field of SKS reconciliation: p = 530512889551602322505127520352579437339, of 129 bits.
package enum SKSPrime: PrimeModulus {
    package static var prime: Limbs {
        Limbs(0xc91f_85d9_30a5_431b, 0x8f1d_10e4_878b_1fdf, 1)
    }

    /// Written out, so that the compiler folds them into the arithmetic.
    package static var constants: MontgomeryConstants {
        MontgomeryConstants(
            negatedInverse: 0x6320_d927_c830_a0ed,
            radixSquared: Limbs(0x5e93_1f9f_7f2a_1e51, 0x8d29_00fc_fdf6_ca30, 0))
    }
}

/// An element of the field of SKS reconciliation.
package typealias SKSFieldElement = FieldElement<SKSPrime>
