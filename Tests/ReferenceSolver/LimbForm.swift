import CGMP
import SetReconciliation

/// GMP's layer of bare limbs: products of three limbs by `mpn_mul_n`, reduced by Montgomery's method
/// with `mpn_addmul_1`.
final class LimbForm: FieldForm {
    typealias Words = UnsafeMutablePointer<UInt>

    /// The limbs of the prime.
    private let prime: Words
    private let product: Words
    /// A sum of products: below 2^192 of them.
    private let total: Words
    private let plain = PlainForm()

    private static let negatedInverse = UInt(SKSPrime.constants.negatedInverse)
    private static let sumCount = 7

    init() {
        prime = .allocate(capacity: 3)
        SKSPrime.prime.store(in: prime)
        product = .allocate(capacity: Self.sumCount)
        total = .allocate(capacity: Self.sumCount)
        product.initialize(repeating: 0, count: Self.sumCount)
        total.initialize(repeating: 0, count: Self.sumCount)
    }

    deinit {
        for words in [prime, product, total] { words.deallocate() }
    }

    func element(_ value: Limbs) -> Limbs {
        product(value, SKSPrime.constants.radixSquared)
    }

    func value(of element: Limbs) -> Limbs { product(element, .one) }

    func sum(_ left: Limbs, _ right: Limbs) -> Limbs {
        left.withWords { left in
            right.withWords { right in
                __gmpn_add_n(product, left, right, 3)
                if __gmpn_cmp(product, prime, 3) >= 0 { __gmpn_sub_n(product, product, prime, 3) }
                return Limbs(product)
            }
        }
    }

    func difference(_ left: Limbs, _ right: Limbs) -> Limbs {
        left.withWords { left in
            right.withWords { right in
                if __gmpn_sub_n(product, left, right, 3) != 0 {
                    __gmpn_add_n(product, product, prime, 3)
                }
                return Limbs(product)
            }
        }
    }

    func product(_ left: Limbs, _ right: Limbs) -> Limbs {
        multiply(left, right)
        product[6] = 0
        reduce(product)
        return Limbs(product + 3)
    }

    func inverse(of element: Limbs) -> Limbs? {
        plain.inverse(of: value(of: element)).map { self.element($0) }
    }

    func beginSum() { total.update(repeating: 0, count: Self.sumCount) }

    func addProduct(_ left: Limbs, _ right: Limbs) {
        multiply(left, right)
        total[6] &+= __gmpn_add_n(total, total, product, 6)
    }

    func doubleSum() { __gmpn_lshift(total, total, Self.sumCount, 1) }

    func reducedSum() -> Limbs {
        reduce(total)
        return Limbs(total + 3)
    }

    private func multiply(_ left: Limbs, _ right: Limbs) {
        left.withWords { left in
            right.withWords { right in __gmpn_mul_n(product, left, right, 3) }
        }
    }

    /// The element whose form is a number of at most 5 words divided by 2^192.
    func reduced(_ words: UnsafePointer<UInt>, count: Int) -> Limbs {
        product.update(from: words, count: count)
        (product + count).update(repeating: 0, count: Self.sumCount - count)
        reduce(product)
        return Limbs(product + 3)
    }

    /// Divides a sum by 2^192 modulo the prime; the quotient is in words 3, 4 and 5.
    private func reduce(_ words: Words) {
        for index in 0..<3 {
            let factor = words[index] &* Self.negatedInverse
            let carry = __gmpn_addmul_1(words + index, prime, 3, factor)
            var at = index + 3
            var addend = carry
            while addend != 0, at < Self.sumCount {
                let (word, overflow) = words[at].addingReportingOverflow(addend)
                words[at] = word
                addend = overflow ? 1 : 0
                at += 1
            }
        }
        if __gmpn_cmp(words + 3, prime, 3) >= 0 { __gmpn_sub_n(words + 3, words + 3, prime, 3) }
    }
}

extension Limbs {
    /// Lends the limbs to GMP.
    @inline(__always)
    func withWords<Result>(_ body: (UnsafePointer<UInt>) -> Result) -> Result {
        let words: InlineArray<3, UInt> = [UInt(low), UInt(middle), UInt(high)]
        return words.span.withUnsafeBufferPointer { buffer in
            guard let address = buffer.baseAddress else {
                preconditionFailure("three words have an address")
            }
            return body(address)
        }
    }

    init(_ words: UnsafePointer<UInt>) {
        self.init(UInt64(words[0]), UInt64(words[1]), UInt64(words[2]))
    }

    func store(in words: UnsafeMutablePointer<UInt>) {
        (words[0], words[1], words[2]) = (UInt(low), UInt(middle), UInt(high))
    }
}
