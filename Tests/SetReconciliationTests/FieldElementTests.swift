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

    @Test func `a number with a factor in common with the modulus has no inverse`() {
        let modulus = Limbs(15, 0, 0)
        for number in 1..<15 as Range<UInt64> {
            let inverse = AlmostInverse(of: Limbs(number, 0, 0), modulus: modulus)
            let isCoprime = number % 3 != 0 && number % 5 != 0
            #expect((inverse != nil) == isCoprime, "\(number)")
            if let inverse {
                let power = (0..<inverse.exponent).reduce(1 as UInt64) { power, _ in power * 2 % 15
                }
                #expect(inverse.value.low * number % 15 == power, "\(number)")
            }
        }
    }

    @Test func `zeros beyond a limb are shifted out in several rounds`() {
        // The prime less these leaves nothing in its lowest limb, or its lowest two.
        for multiple in [Limbs(0, 1, 0), Limbs(0, 3 << 62, 0), Limbs(0, 0, 1)] {
            let number = SKSPrime.prime.wrappingSubtract(multiple)
            guard let value = SKSFieldElement(number) else { continue }
            #expect(value.inverse.map { $0 * value } == .one)
            #expect(AlmostInverse(of: number, modulus: SKSPrime.prime) != nil)
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
