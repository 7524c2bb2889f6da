import CGMP
import SetReconciliation

/// Plain GMP: `mpz_mul` and `mpz_mod`, on integers whose memory is kept.
final class PlainForm: FieldForm {
    private let prime = Integer(SKSPrime.prime)
    private let result = Integer(.zero)
    private let total = Integer(.zero)

    func element(_ value: Limbs) -> Limbs { value }

    func value(of element: Limbs) -> Limbs { element }

    func sum(_ left: Limbs, _ right: Limbs) -> Limbs {
        reduced(left, right) { __gmpz_add($0, $1, $2) }
    }

    func difference(_ left: Limbs, _ right: Limbs) -> Limbs {
        reduced(left, right) { __gmpz_sub($0, $1, $2) }
    }

    func product(_ left: Limbs, _ right: Limbs) -> Limbs {
        reduced(left, right) { __gmpz_mul($0, $1, $2) }
    }

    func inverse(of element: Limbs) -> Limbs? {
        withInteger(element) { element in
            __gmpz_invert(result.number, element, prime.number) != 0 ? result.limbs : nil
        }
    }

    func beginSum() { __gmpz_set_ui(total.number, 0) }

    func addProduct(_ left: Limbs, _ right: Limbs) {
        withInteger(left) { left in
            withInteger(right) { right in __gmpz_addmul(total.number, left, right) }
        }
    }

    func doubleSum() { __gmpz_mul_2exp(total.number, total.number, 1) }

    func reducedSum() -> Limbs {
        __gmpz_mod(result.number, total.number, prime.number)
        return result.limbs
    }

    @inline(__always)
    private func reduced(
        _ left: Limbs, _ right: Limbs,
        _ operation: (mpz_ptr, mpz_srcptr, mpz_srcptr) -> Void
    ) -> Limbs {
        withInteger(left) { left in
            withInteger(right) { right in
                operation(result.number, left, right)
                __gmpz_mod(result.number, result.number, prime.number)
                return result.limbs
            }
        }
    }
}

/// Lends limbs to GMP as an integer that is only read.
@inline(__always)
private func withInteger<Result>(_ limbs: Limbs, _ body: (mpz_srcptr) -> Result) -> Result {
    limbs.withWords { words in
        var number = __mpz_struct()
        return body(__gmpz_roinit_n(&number, words, 3))
    }
}

/// The one owner of a GMP integer's memory.
private final class Integer {
    let number: mpz_ptr

    init(_ limbs: Limbs) {
        number = .allocate(capacity: 1)
        __gmpz_init(number)
        withInteger(limbs) { __gmpz_set(number, $0) }
    }

    deinit {
        __gmpz_clear(number)
        number.deallocate()
    }

    /// The value, which is reduced wherever this is used.
    var limbs: Limbs {
        Limbs(word(0), word(1), word(2))
    }

    /// A word of the value; zero beyond its size.
    private func word(_ index: Int) -> UInt64 { UInt64(__gmpz_getlimbn(number, index)) }
}
