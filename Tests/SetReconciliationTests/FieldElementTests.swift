import ReferenceSolver
import Testing

@testable import SetReconciliation

@Suite struct FieldElementTests {
    @Test func `the prime of SKS has the documented limbs and wire form`() throws {
        let last = -SKSFieldElement.one
        #expect(last.description == "18f1d10e4878b1fdfc91f85d930a5431a")
        var wire: [UInt8] = []
        last.encode(into: &wire)
        #expect(wire.hex == "1a43a530d9851fc9df1f8b87e4101d8f01")
        #expect(try SKSFieldElement(decimal: "530512889551602322505127520352579437338") == last)
        #expect(SKSFieldElement(SKSPrime.prime) == nil)
        #expect(
            SKSFieldElement(wireBytes: try bytes("1b43a530d9851fc9df1f8b87e4101d8f01")[...]) == nil)
        #expect(SKSFieldElement(wireBytes: wire[...]) == last)
        #expect(SKSFieldElement(wireBytes: wire.dropLast()) == nil)
    }

    @Test func `the constants of the field of SKS follow from its prime`() {
        #expect(SKSPrime.constants == MontgomeryConstants(prime: SKSPrime.prime))
    }

    @Test func `the arithmetic of p = 31 and 127 is that of integers`() {
        checkAgainstIntegers(Prime31.self, prime: 31)
        checkAgainstIntegers(Prime127.self, prime: 127)
    }

    private func checkAgainstIntegers<M: PrimeModulus>(_: M.Type, prime: Int) {
        for a in 0..<prime {
            let x = FieldElement<M>(a)
            #expect((-x).integer == (prime - a) % prime)
            #expect(FieldElement<M>(a - prime) == x && FieldElement<M>(a + prime) == x)
            for b in 0..<prime {
                let y = FieldElement<M>(b)
                #expect((x + y).integer == (a + b) % prime)
                #expect((x - y).integer == (a - b + prime) % prime)
                #expect((x * y).integer == a * b % prime)
            }
            let inverse = (1..<prime).first { a * $0 % prime == 1 }
            #expect(x.inverse?.integer == inverse)
        }
    }

    @Test func `multiplication in the field of SKS equals doubling and adding`() {
        var generator = SplitMix64(seed: testSeed())
        let edges = [0, 1, -1, 2, -2].map { SKSFieldElement($0) }
        let values = edges + (0..<40).map { _ in SKSFieldElement.random(using: &generator) }
        for a in values {
            for b in values {
                #expect(a * b == slowProduct(a, b))
                #expect((a + b) - b == a)
            }
        }
    }

    private func slowProduct(_ a: SKSFieldElement, _ b: SKSFieldElement) -> SKSFieldElement {
        var sum = SKSFieldElement.zero
        for limb in [b.limbs.high, b.limbs.middle, b.limbs.low] {
            for bit in stride(from: UInt64(63), through: 0, by: -1) {
                sum += sum
                if limb >> bit & 1 == 1 { sum += a }
                if bit == 0 { break }
            }
        }
        return sum
    }

    @Test func `an element times its inverse is one, alone and in a batch`() {
        var generator = SplitMix64(seed: testSeed())
        let values = (0..<50).map { _ in SKSFieldElement.random(using: &generator) }
        let inverses = SKSFieldElement.inverses(of: values)
        #expect(inverses == values.compactMap(\.inverse))
        for value in values { #expect(value.inverse.map { $0 * value } == .one) }
        #expect(SKSFieldElement.inverses(of: values + [.zero]) == nil)
        #expect(SKSFieldElement.zero.inverse == nil)
        #expect(SKSFieldElement.inverses(of: []) == [])
    }

    @Test func `inverses in the field of SKS are those that GMP finds`() {
        var generator = SplitMix64(seed: testSeed())
        var values = (0..<2_000).map { _ in SKSFieldElement.random(using: &generator) }
        values += (0...20).flatMap { [SKSFieldElement($0 + 1), -SKSFieldElement($0 + 1)] }
        // Powers of two and their neighbours, whose sums and differences have limbs of zeros.
        var power = SKSFieldElement.one
        for _ in 0..<400 {
            power += power
            values += [power, power + .one, power - .one]
        }
        for value in values where !value.isZero {
            #expect(value.inverse == value.inverseByGMP, "\(value)")
        }
    }

    @Test func `quotients of numbers of few or many bits are those of the field`() throws {
        let prime = SKSPrime.prime
        let inverse = ModularInverse(
            modulus: prime, negatedInverse: SKSPrime.constants.negatedInverse)
        let powers = (0..<129).map { Limbs.one.shiftedLeft(by: $0) }
        let neighbours = powers.flatMap {
            [$0, $0.wrappingAdd(.one), $0.wrappingSubtract(.one)]
        }
        let complements = neighbours.map { prime.wrappingSubtract($0) }
        for number in neighbours + complements where !number.isZero && number < prime {
            let value = try #require(SKSFieldElement(number))
            for factor in [Limbs.one, number, prime.wrappingSubtract(.one)] {
                let quotient = try #require(inverse.quotient(of: factor, by: number))
                let product = try #require(SKSFieldElement(quotient)) * value
                #expect(product == SKSFieldElement(factor), "\(number)")
            }
        }
    }

    @Test func `a number with a factor in common with the modulus has no inverse`() {
        let modulus = Limbs(15, 0, 0)
        let inverse = ModularInverse(
            modulus: modulus,
            negatedInverse: MontgomeryConstants(prime: modulus).negatedInverse)
        for number in 1..<15 as Range<UInt64> {
            let found = inverse.quotient(of: .one, by: Limbs(number, 0, 0))
            #expect(found?.low == (1..<15).first { $0 * number % 15 == 1 }, "\(number)")
        }
    }

    @Test func `signed products and shifts are those of integers`() {
        var generator = SplitMix64(seed: testSeed())
        let edges: [Int64] = [0, 1, -1, .max, .min]
        for factor in edges + (0..<20).map({ _ in .random(in: .min ... .max, using: &generator) }) {
            for low in edges + [.random(in: .min ... .max, using: &generator)] {
                let product = Int128(low) * Int128(factor)
                #expect(Int128(low).limbs.multiplied(by: factor) == product.limbs)
                #expect(product.limbs.shiftedRight(by: 60) == (product >> 60).limbs)
                #expect(product.limbs.negated(where: .max) == (0 - product).limbs)
            }
        }
    }

    @Test func `the order of the multiplicative group divides p − 1`() {
        var generator = SplitMix64(seed: testSeed())
        let order = (-SKSFieldElement.one).limbs
        #expect(SKSFieldElement.random(using: &generator).power(order) == .one)
        for value in FieldElement<Prime31>.all.dropFirst() {
            #expect(value.power(Limbs(30, 0, 0)) == .one)
            #expect(value.power(.zero) == .one)
        }
    }
}

extension Limbs {
    fileprivate func shiftedLeft(by count: Int) -> Limbs {
        (0..<count).reduce(self) { value, _ in value.wrappingAdd(value) }
    }
}

extension Int128 {
    /// In two's complement of 192 bits.
    fileprivate var limbs: Limbs {
        Limbs(
            UInt64(truncatingIfNeeded: self), UInt64(truncatingIfNeeded: self >> 64),
            self < 0 ? .max : 0)
    }
}
