import CGMP

/// Modular inversion of three-limb integers by GMP. No other file of this target imports it.
enum ModularArithmetic {
    /// The inverse of `a` modulo `modulus`, or nil if they have a common factor.
    static func inverse(of a: Limbs, modulus: Limbs) -> Limbs? {
        let value = BigInteger(a)
        return value.inverse(modulo: BigInteger(modulus))?.limbs
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
