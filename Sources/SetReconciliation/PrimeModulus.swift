/// An odd prime as a type, so that elements of different fields cannot be mixed up and tests can
/// enumerate small fields.
package protocol PrimeModulus: Sendable {
    /// The prime: odd, and less than 2^191 so that a sum of two elements fits in `Limbs`.
    static var prime: Limbs { get }
}

/// The field of SKS reconciliation: p = 530512889551602322505127520352579437339, of 129 bits.
package enum SKSPrime: PrimeModulus {
    package static var prime: Limbs {
        Limbs(0xc91f_85d9_30a5_431b, 0x8f1d_10e4_878b_1fdf, 1)
    }
}

/// An element of the field of SKS reconciliation.
package typealias SKSFieldElement = FieldElement<SKSPrime>
