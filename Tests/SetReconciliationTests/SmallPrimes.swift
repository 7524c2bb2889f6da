import SetReconciliation

enum Prime7: PrimeModulus {
    static var prime: Limbs { Limbs(7, 0, 0) }
    static let constants = MontgomeryConstants(prime: prime)
}

enum Prime13: PrimeModulus {
    static var prime: Limbs { Limbs(13, 0, 0) }
    static let constants = MontgomeryConstants(prime: prime)
}

enum Prime31: PrimeModulus {
    static var prime: Limbs { Limbs(31, 0, 0) }
    static let constants = MontgomeryConstants(prime: prime)
}

enum Prime127: PrimeModulus {
    static var prime: Limbs { Limbs(127, 0, 0) }
    static let constants = MontgomeryConstants(prime: prime)
}

extension FieldElement {
    /// All elements of a small field.
    static var all: [Self] { (0..<Int(Modulus.prime.low)).map { Self($0) } }

    /// The value in a small field.
    var integer: Int { Int(limbs.low) }
}

extension Polynomial {
    /// All monic polynomials of a degree over a small field.
    static func allMonic(degree: Int) -> [Self] {
        all(coefficientCount: degree).map { Self($0 + [.one]) }
    }

    /// All polynomials of a small field with at most so many coefficients.
    static func all(coefficientCount: Int) -> [[Coefficient]] {
        var lists: [[Coefficient]] = [[]]
        for _ in 0..<coefficientCount {
            lists = lists.flatMap { list in Coefficient.all.map { list + [$0] } }
        }
        return lists
    }
}
