/// An element of the prime field of `Modulus`, always reduced: 0 ≤ value < p.
package struct FieldElement<Modulus: PrimeModulus>: Hashable, Sendable, BitwiseCopyable {
    package let limbs: Limbs

    package static var zero: Self { Self(reduced: .zero) }
    package static var one: Self { Self(reduced: .one) }

    private init(reduced limbs: Limbs) {
        self.limbs = limbs
    }

    /// The element of this value, or nil if the value is not less than the prime.
    package init?(_ limbs: Limbs) {
        guard limbs < Modulus.prime else { return nil }
        self.limbs = limbs
    }

    /// The residue of an integer.
    package init(_ integer: Int) {
        let magnitude = ModularArithmetic.multiply(
            Limbs(UInt64(integer.magnitude), 0, 0), .one, modulus: Modulus.prime)
        let residue = Self(reduced: magnitude)
        self = integer < 0 ? -residue : residue
    }

    package var isZero: Bool { limbs.isZero }

    /// The multiplicative inverse, or nil for zero.
    package var inverse: Self? {
        guard !isZero else { return nil }
        return ModularArithmetic.inverse(of: limbs, modulus: Modulus.prime).map(Self.init(reduced:))
    }

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
            if let element = Self(candidate) { return element }
        }
    }

    private static func masked(_ word: UInt64, bits: Int) -> UInt64 {
        if bits >= 64 { return word }
        return bits <= 0 ? 0 : word & (1 << UInt64(bits) - 1)
    }

    package static func + (left: Self, right: Self) -> Self {
        let sum = left.limbs.wrappingAdd(right.limbs)
        let prime = Modulus.prime
        return Self(reduced: sum < prime ? sum : sum.wrappingSubtract(prime))
    }

    package static func - (left: Self, right: Self) -> Self {
        let difference = left.limbs.wrappingSubtract(right.limbs)
        guard left.limbs < right.limbs else { return Self(reduced: difference) }
        return Self(reduced: difference.wrappingAdd(Modulus.prime))
    }

    package static prefix func - (element: Self) -> Self { zero - element }

    package static func * (left: Self, right: Self) -> Self {
        Self(
            reduced: ModularArithmetic.multiply(
                left.limbs, right.limbs, modulus: Modulus.prime))
    }

    package static func += (left: inout Self, right: Self) { left = left + right }
    package static func -= (left: inout Self, right: Self) { left = left - right }
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
        var digits = ""
        for limb in [limbs.high, limbs.middle, limbs.low] where !digits.isEmpty || limb != 0 {
            let text = String(limb, radix: 16)
            digits += digits.isEmpty ? text : String(repeating: "0", count: 16 - text.count) + text
        }
        return digits.isEmpty ? "0" : digits
    }
}
