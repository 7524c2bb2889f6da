import CLibcrypto

/// A natural number of any size, by libcrypto's BIGNUM: what is needed to sign, nothing about it
/// kept secret.
struct Natural: Sendable {
    /// Owns a BIGNUM, which nobody changes once its `Natural` is made.
    private final class Number: @unchecked Sendable {
        let pointer: OpaquePointer

        init() {
            guard let pointer = BN_new() else {
                preconditionFailure("libcrypto has no memory for a number.")
            }
            self.pointer = pointer
        }

        deinit { BN_free(pointer) }
    }

    private let number: Number

    /// libcrypto's own view of the number, valid as long as `self`.
    var pointer: OpaquePointer { number.pointer }

    /// From big-endian octets.
    init(_ octets: some Collection<UInt8>) {
        let bytes = Array(octets)
        number = Number()
        let read = BN_bin2bn(bytes, Int32(bytes.count), number.pointer)
        precondition(read != nil, "libcrypto reads any octets as a number.")
    }

    init(_ value: UInt) {
        number = Number()
        precondition(BN_set_word(number.pointer, value) == 1, "libcrypto takes any word.")
    }

    /// From hexadecimal digits, white space between them allowed.
    init(hex: String) {
        number = Number()
        var pointer: OpaquePointer? = number.pointer
        let digits = hex.filter { !$0.isWhitespace }
        let count = BN_hex2bn(&pointer, digits)
        precondition(Int(count) == digits.count, "a number in the tests is not hexadecimal")
    }

    /// The number that `compute` leaves in the BIGNUM it is given.
    init(_ compute: (_ result: OpaquePointer, _ scratch: OpaquePointer) -> Int32) {
        number = Number()
        guard let scratch = BN_CTX_new() else {
            preconditionFailure("libcrypto has no memory for numbers.")
        }
        defer { BN_CTX_free(scratch) }
        precondition(compute(number.pointer, scratch) == 1, "libcrypto cannot compute a number.")
    }

    var bitLength: Int { Int(BN_num_bits(pointer)) }

    var isZero: Bool { BN_is_zero(pointer) == 1 }

    /// Big-endian octets without leading zeros.
    var octets: [UInt8] {
        let count = (bitLength + 7) / 8
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            initialized = count == 0 ? 0 : Int(BN_bn2bin(pointer, buffer.baseAddress))
        }
    }

    /// `count` big-endian octets.
    func octets(_ count: Int) -> [UInt8] {
        let significant = octets
        precondition(significant.count <= count, "a number is longer than its field")
        return Array(repeating: 0, count: count - significant.count) + significant
    }

    /// A multiprecision integer (RFC 9580 §3.2).
    var multiprecisionInteger: [UInt8] {
        [UInt8(truncatingIfNeeded: bitLength >> 8), UInt8(truncatingIfNeeded: bitLength)] + octets
    }

    static func + (left: Natural, right: Natural) -> Natural {
        Natural { result, _ in BN_add(result, left.pointer, right.pointer) }
    }

    /// Difference; `right` is at most `left`.
    static func - (left: Natural, right: Natural) -> Natural {
        precondition(!(left < right), "natural numbers have no negative difference")
        return Natural { result, _ in BN_sub(result, left.pointer, right.pointer) }
    }

    static func * (left: Natural, right: Natural) -> Natural {
        Natural { result, scratch in BN_mul(result, left.pointer, right.pointer, scratch) }
    }

    static func / (left: Natural, right: Natural) -> Natural {
        Natural { result, scratch in
            BN_div(result, nil, left.pointer, right.pointer, scratch)
        }
    }

    static func % (left: Natural, right: Natural) -> Natural {
        Natural { result, scratch in BN_nnmod(result, left.pointer, right.pointer, scratch) }
    }

    /// `self` times 2 to the power of `bits`.
    func shifted(_ bits: Int) -> Natural {
        Natural { result, _ in BN_lshift(result, pointer, Int32(bits)) }
    }

    /// `self` to the power of `exponent`, modulo `modulus`.
    func power(_ exponent: Natural, modulo modulus: Natural) -> Natural {
        Natural { result, scratch in
            BN_mod_exp(result, pointer, exponent.pointer, modulus.pointer, scratch)
        }
    }

    /// The inverse modulo `modulus`; nil if there is none.
    func inverse(modulo modulus: Natural) -> Natural? {
        guard gcd(modulus).bitLength == 1 else { return nil }
        return Natural { result, scratch in
            BN_mod_inverse(result, pointer, modulus.pointer, scratch) == nil ? 0 : 1
        }
    }

    private func gcd(_ other: Natural) -> Natural {
        Natural { result, scratch in BN_gcd(result, pointer, other.pointer, scratch) }
    }

    /// The least prime that is not below `self`.
    func nextPrime() -> Natural {
        var candidate = BN_is_odd(pointer) == 1 ? self : self + Natural(1)
        while BN_check_prime(candidate.pointer, nil, nil) != 1 {
            candidate = candidate + Natural(2)
        }
        return candidate
    }
}

extension Natural: Comparable {
    static func == (left: Natural, right: Natural) -> Bool {
        BN_cmp(left.pointer, right.pointer) == 0
    }

    static func < (left: Natural, right: Natural) -> Bool {
        BN_cmp(left.pointer, right.pointer) < 0
    }
}
