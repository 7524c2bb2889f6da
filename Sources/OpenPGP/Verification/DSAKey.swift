import CLibcrypto

/// DSA with a subgroup of any order (FIPS 186-4 §4.7), as libcrypto's own DSA takes only three
/// lengths of it and keys with others exist.
struct DSAKey: VerificationKey {
    private let order: Magnitude
    private let group: Group
    private let microseconds: Int

    /// Shortest order: that of the first edition of the standard.
    private static let minimumOrderBits = 160

    init(_ key: PublicKey) throws(VerificationObstacle) {
        var reader = IntegerReader(key.body, key.materialRange)
        guard
            let prime = reader.next(), let order = reader.next(), let generator = reader.next(),
            let publicValue = reader.next()
        else { throw .malformedMaterial }
        guard
            prime.bitLength <= VerificationLimits.dsaPrimeBits,
            order.bitLength <= VerificationLimits.dsaOrderBits
        else { throw .tooLarge }
        // Neither number is 1 or its own inverse, with which signatures could be made by anybody.
        guard
            prime.isOdd, order.isOdd, order.bitLength >= DSAKey.minimumOrderBits, order < prime,
            generator.bitLength > 1, generator < prime - Magnitude([1]),
            publicValue.bitLength > 1, publicValue < prime - Magnitude([1]),
            let group = Group(prime, order, generator: generator, publicValue: publicValue)
        else { throw .invalidMaterial }
        self.order = order
        self.group = group
        microseconds = VerificationCost.dsa(
            primeBits: prime.bitLength, orderBits: order.bitLength)
    }

    func verify(
        _ digest: [UInt8], _ hash: MessageDigest.Algorithm, material: ArraySlice<UInt8>,
        cost: inout Int
    ) throws(SignatureDefect) -> [UInt8] {
        let pair = try SignaturePair(material, order: order)
        cost += microseconds
        guard group.isValid(pair, digest: digest, orderBits: order.bitLength) else {
            throw .wrong
        }
        return pair.material
    }

    func canonical(_ material: ArraySlice<UInt8>) throws(SignatureDefect) -> [UInt8] {
        try SignaturePair(material, order: order).material
    }

    /// The numbers of the key with libcrypto's arithmetic. Immutable after its making.
    private final class Group: @unchecked Sendable {
        private let prime: BigNumber
        private let order: BigNumber
        private let generator: BigNumber
        private let publicValue: BigNumber
        private let montgomery: OpaquePointer

        /// Nil if the order does not divide the prime less one.
        init?(
            _ prime: Magnitude, _ order: Magnitude, generator: Magnitude, publicValue: Magnitude
        ) {
            self.prime = BigNumber(prime)
            self.order = BigNumber(order)
            self.generator = BigNumber(generator)
            self.publicValue = BigNumber(publicValue)
            guard let montgomery = BN_MONT_CTX_new() else { return nil }
            self.montgomery = montgomery
            guard let context = BN_CTX_new() else { return nil }
            defer { BN_CTX_free(context) }
            BN_CTX_start(context)
            defer { BN_CTX_end(context) }
            guard
                let remainder = BN_CTX_get(context),
                BN_MONT_CTX_set(montgomery, self.prime.pointer, context) == 1,
                BN_div(nil, remainder, self.prime.pointer, self.order.pointer, context) == 1,
                BN_is_one(remainder) == 1
            else {
                ERR_clear_error()
                return nil
            }
        }

        deinit {
            BN_MONT_CTX_free(montgomery)
        }

        /// Whether (g^(e/s) y^(r/s) mod p) mod q is r, where e is the digest cut to the bits of q.
        func isValid(_ pair: SignaturePair, digest: [UInt8], orderBits: Int) -> Bool {
            guard let context = BN_CTX_new() else { return false }
            defer { BN_CTX_free(context) }
            BN_CTX_start(context)
            defer { BN_CTX_end(context) }
            let cut = digest.prefix((orderBits + 7) / 8)
            let surplus = 8 * cut.count - orderBits
            guard
                let r = Group.number(pair.r.octets, context),
                let s = Group.number(pair.s.octets, context),
                let e = Group.number(Array(cut), context),
                let first = BN_CTX_get(context), let second = BN_CTX_get(context),
                let result = BN_CTX_get(context),
                surplus <= 0 || BN_rshift(e, e, Int32(surplus)) == 1,
                BN_mod_inverse(s, s, order.pointer, context) != nil,
                BN_mod_mul(first, e, s, order.pointer, context) == 1,
                BN_mod_mul(second, r, s, order.pointer, context) == 1,
                BN_mod_exp2_mont(
                    result, generator.pointer, first, publicValue.pointer, second, prime.pointer,
                    context, montgomery) == 1,
                BN_div(nil, first, result, order.pointer, context) == 1
            else {
                ERR_clear_error()
                return false
            }
            return BN_cmp(first, r) == 0
        }

        /// A number that lives as long as the context.
        private static func number(_ octets: [UInt8], _ context: OpaquePointer) -> OpaquePointer? {
            guard let number = BN_CTX_get(context) else { return nil }
            return BN_bin2bn(octets, Int32(octets.count), number)
        }
    }
}
