import OpenPGP

/// An RSA key whose modulus has many small primes, so that keys of any length are made and used in
/// no time. Whoever verifies cannot see the difference.
struct RSASecretKey: SecretKey {
    /// A prime factor p of the modulus n, with what the Chinese remainder theorem needs.
    private struct Factor: Sendable {
        let prime: Natural
        /// The private exponent modulo p − 1.
        let exponent: Natural
        /// 1 modulo p, 0 modulo n / p.
        let coefficient: Natural
    }

    /// Primes shorter than that make the search for distinct ones of the right size awkward.
    private static let primeBits = 256

    private let modulus: Natural
    private let publicExponent: Natural
    private let factors: [Factor]

    /// A key whose modulus has exactly `bits` bits; a pure function of `label`.
    init(bits: Int, label: String, publicExponent: Natural = Natural(65537)) {
        var primes: [Natural] = []
        var product = Natural(1)
        for index in 1..<max(2, bits / RSASecretKey.primeBits) {
            let length = min(RSASecretKey.primeBits, bits / 2)
            primes.append(
                RSASecretKey.prime(
                    from: RSASecretKey.start(bits: length, "\(label) \(index)"),
                    exponent: publicExponent))
            product = product * primes[index - 1]
        }
        // Between 1.25 and 2 times the least length, so that the search does not leave the size.
        let least = Natural(5).shifted(bits - 3)
        let last = RSASecretKey.prime(
            from: least / product + Natural(noise("\(label) last", 16)), exponent: publicExponent)
        primes.append(last)
        modulus = product * last
        precondition(modulus.bitLength == bits, "an RSA key came out with another length")
        self.publicExponent = publicExponent
        factors = primes.map { [modulus] prime in
            let others = modulus / prime
            let order = prime - Natural(1)
            guard
                let inverse = (others % prime).inverse(modulo: prime),
                let exponent = publicExponent.inverse(modulo: order)
            else { preconditionFailure("the primes of an RSA key are distinct and fit e") }
            return Factor(prime: prime, exponent: exponent, coefficient: others * inverse)
        }
    }

    var order: Natural? { modulus }

    var publicMaterial: [UInt8] {
        modulus.multiprecisionInteger + publicExponent.multiprecisionInteger
    }

    /// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2).
    func sign(digest: [UInt8], hash: HashAlgorithm) -> [UInt8] {
        let info = hash.digestInfoPrefix + digest
        let length = (modulus.bitLength + 7) / 8
        precondition(length >= info.count + 11, "the RSA key is too short for the digest")
        let padding = [UInt8](repeating: 0xFF, count: length - info.count - 3)
        let message = Natural([0, 1] + padding + [0] + info)
        var signature = Natural(0)
        for factor in factors {
            let part = (message % factor.prime).power(factor.exponent, modulo: factor.prime)
            signature = signature + part * factor.coefficient
        }
        return (signature % modulus).multiprecisionInteger
    }

    /// Noise of exactly `bits` bits, its two highest set.
    private static func start(bits: Int, _ label: String) -> Natural {
        var octets = noise(label, (bits + 7) / 8)
        octets[0] = octets[0] & 0x3F | 0xC0
        return Natural(octets)
    }

    /// The least prime from `start` on whose predecessor has no factor in common with `exponent`.
    private static func prime(from start: Natural, exponent: Natural) -> Natural {
        var prime = start.nextPrime()
        while exponent.inverse(modulo: prime - Natural(1)) == nil {
            prime = (prime + Natural(2)).nextPrime()
        }
        return prime
    }
}
