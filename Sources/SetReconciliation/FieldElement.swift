/// An element of the prime field of `Modulus`.
///
/// Kept in Montgomery's form, x · 2^192 modulo p (Montgomery, *Modular Multiplication Without Trial
/// Division*, Math. Comp. 44 (1985)): a product takes no division, and a sum of products is reduced
/// once (`ProductSum`).
package struct FieldElement<Modulus: PrimeModulus>: Hashable, Sendable, BitwiseCopyable {
    /// Always reduced: below p.
    let form: Limbs

    package static var zero: Self { Self(form: .zero) }
    package static var one: Self { ProductSum<Modulus>(Modulus.constants.radixSquared).reduced }

    /// The element that doubled is 1: (p + 1) / 2.
    static var half: Self { Self(residueOf: Modulus.prime.halved.wrappingAdd(.one)) }

    init(form: Limbs) {
        self.form = form
    }

    /// The element of this value, or nil if the value is not less than the prime.
    package init?(_ limbs: Limbs) {
        guard limbs < Modulus.prime else { return nil }
        self.init(residueOf: limbs)
    }

    /// The residue of an integer.
    package init(_ integer: Int) {
        let magnitude = Self(residueOf: Limbs(UInt64(integer.magnitude), 0, 0))
        self = integer < 0 ? -magnitude : magnitude
    }

    /// The residue of a value below 2^129.
    private init(residueOf limbs: Limbs) {
        self = Self(form: limbs) * Self(form: Modulus.constants.radixSquared)
    }

    /// The value, below the prime.
    package var limbs: Limbs { ProductSum<Modulus>(form).reduced.form }

    package var isZero: Bool { form.isZero }

    /// The multiplicative inverse, or nil for zero.
    package var inverse: Self? {
        guard !isZero else { return nil }
        let constants = Modulus.constants
        // Of x · 2^192 it is x⁻¹ · 2^192.
        return ModularInverse(
            modulus: Modulus.prime, negatedInverse: constants.negatedInverse
        ).quotient(of: constants.radixSquared, by: form).map { Self(form: $0) }
    }

    /// A square root, or nil if there is none; the other root is its negative.
    ///
    /// - Precondition: `hasDirectSquareRoots`.
    var squareRoot: Self? {
        precondition(Self.hasDirectSquareRoots, "x^((p+1)/4) is a root where p is 3 modulo 4")
        let exponent = Modulus.prime.wrappingAdd(.one).halved.halved
        let root = power(exponent)
        return root * root == self ? root : nil
    }

    /// Whether a power gives square roots: p ≡ 3 modulo 4.
    static var hasDirectSquareRoots: Bool { Modulus.prime.low & 3 == 3 }

    /// This element raised to a power, by squaring.
    package func power(_ exponent: Limbs) -> Self {
        var result = Self.one
        for index in stride(from: exponent.bitWidth - 1, through: 0, by: -1) {
            result *= result
            if exponent.bit(index) { result *= self }
        }
        return result
    }

    /// A uniformly random element.
    package static func random(using generator: inout some RandomNumberGenerator) -> Self {
        let bitWidth = Modulus.prime.bitWidth
        // Each try succeeds with a probability of more than one half.
        while true {
            let candidate = Limbs(
                masked(generator.next(), bits: bitWidth),
                masked(generator.next(), bits: bitWidth - 64),
                masked(generator.next(), bits: bitWidth - 128))
            if candidate < Modulus.prime { return Self(form: candidate) }
        }
    }

    private static func masked(_ word: UInt64, bits: Int) -> UInt64 {
        if bits >= 64 { return word }
        return bits <= 0 ? 0 : word & (1 << UInt64(bits) - 1)
    }

    @inline(__always)
    package static func + (left: Self, right: Self) -> Self {
        Self(form: left.form.wrappingAdd(right.form).subtractingOnce(Modulus.prime))
    }

    @inline(__always)
    package static func - (left: Self, right: Self) -> Self {
        let difference = left.form.wrappingSubtract(right.form)
        return Self(form: difference.wrappingAdd(Modulus.prime.masked(by: difference.sign)))
    }

    package static prefix func - (element: Self) -> Self { zero - element }

    @inline(__always)
    package static func * (left: Self, right: Self) -> Self {
        var sum = ProductSum<Modulus>()
        sum.add(left, right)
        return sum.reduced
    }

    @inline(__always)
    package static func += (left: inout Self, right: Self) { left = left + right }
    @inline(__always)
    package static func -= (left: inout Self, right: Self) { left = left - right }
    @inline(__always)
    package static func *= (left: inout Self, right: Self) { left = left * right }

    /// The inverses of all values, at the price of one inversion and three multiplications each;
    /// nil if one of them is zero.
    package static func inverses(of values: [Self]) -> [Self]? {
        var products: [Self] = []
        products.reserveCapacity(values.count)
        var product = one
        for value in values {
            products.append(product)
            product *= value
        }
        guard var inverse = product.inverse else { return nil }
        for index in values.indices.reversed() {
            products[index] *= inverse
            inverse *= values[index]
        }
        return products
    }
}

extension FieldElement: CustomStringConvertible {
    /// The value in hexadecimal, most significant digit first, without leading zeros.
    package var description: String {
        let limbs = limbs
        var digits = ""
        for limb in [limbs.high, limbs.middle, limbs.low] where !digits.isEmpty || limb != 0 {
            let text = String(limb, radix: 16)
            digits += digits.isEmpty ? text : String(repeating: "0", count: 16 - text.count) + text
        }
        return digits.isEmpty ? "0" : digits
    }
}
