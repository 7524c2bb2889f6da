import CGMP

/// Modular arithmetic on three-limb integers by GMP. No other file of this target imports it.
enum ModularArithmetic {
    private static let limbCount = 3

    /// The product `a · b mod modulus`; works on the stack.
    ///
    /// - Precondition: `modulus` is not zero.
    static func multiply(_ a: Limbs, _ b: Limbs, modulus: Limbs) -> Limbs {
        let modulusCount = modulus.significantCount
        precondition(modulusCount > 0, "a modulus is never zero")
        // a, b, modulus, remainder: 3 limbs each; product: 6; quotient: 6.
        var scratch = InlineArray<24, UInt>(repeating: 0)
        store(a, in: &scratch, at: 0)
        store(b, in: &scratch, at: 3)
        store(modulus, in: &scratch, at: 6)
        var span = scratch.mutableSpan
        span.withUnsafeMutableBufferPointer { buffer in
            guard let limbs = buffer.baseAddress else { return }
            __gmpn_mul_n(limbs + 12, limbs, limbs + 3, limbCount)
            __gmpn_tdiv_qr(
                limbs + 18, limbs + 9, 0, limbs + 12, 2 * limbCount, limbs + 6, modulusCount)
        }
        return Limbs(UInt64(scratch[9]), UInt64(scratch[10]), UInt64(scratch[11]))
    }

    /// The inverse of `a` modulo `modulus`, or nil if they have a common factor.
    static func inverse(of a: Limbs, modulus: Limbs) -> Limbs? {
        let value = BigInteger(a)
        return value.inverse(modulo: BigInteger(modulus))?.limbs
    }

    private static func store(_ value: Limbs, in scratch: inout InlineArray<24, UInt>, at i: Int) {
        scratch[i] = UInt(value.low)
        scratch[i + 1] = UInt(value.middle)
        scratch[i + 2] = UInt(value.high)
    }
}

/// The one owner of a GMP integer's memory.
private struct BigInteger: ~Copyable {
    private let number: UnsafeMutablePointer<__mpz_struct>

    private init(cleared: Void) {
        number = .allocate(capacity: 1)
        __gmpz_init(number)
    }

    init(_ limbs: Limbs) {
        self.init(cleared: ())
        let words = [limbs.low, limbs.middle, limbs.high]
        // Least significant word first, native byte order, all bits used.
        __gmpz_import(number, words.count, -1, MemoryLayout<UInt64>.size, 0, 0, words)
    }

    deinit {
        __gmpz_clear(number)
        number.deallocate()
    }

    borrowing func inverse(modulo modulus: borrowing BigInteger) -> BigInteger? {
        let result = BigInteger(cleared: ())
        guard __gmpz_invert(result.number, number, modulus.number) != 0 else { return nil }
        return result
    }

    /// The value, which is less than 2^192 and not negative wherever this is used.
    var limbs: Limbs {
        precondition(
            __gmpz_sizeinbase(number, 2) <= 192, "an inverse is smaller than its modulus")
        var words: [UInt64] = [0, 0, 0]
        __gmpz_export(&words, nil, -1, MemoryLayout<UInt64>.size, 0, 0, number)
        return Limbs(words[0], words[1], words[2])
    }
}
