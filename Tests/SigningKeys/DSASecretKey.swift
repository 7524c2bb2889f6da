import OpenPGP

/// A DSA key (FIPS 186-4 §4). The number that each signature uses up is a function of private key
/// and digest.
struct DSASecretKey: SecretKey {
    private let parameters: DSAParameters
    private let exponent: Natural

    init(_ parameters: DSAParameters, label: String) {
        self.parameters = parameters
        exponent = scalar(below: parameters.q, label)
    }

    var order: Natural? { parameters.q }

    var publicMaterial: [UInt8] {
        let y = parameters.g.power(exponent, modulo: parameters.p)
        return [parameters.p, parameters.q, parameters.g, y].flatMap(\.multiprecisionInteger)
    }

    func sign(digest: [UInt8], hash: HashAlgorithm) -> [UInt8] {
        let (p, q) = (parameters.p, parameters.q)
        let z = Natural(digest.prefix(q.bitLength / 8))
        let k = nonce(below: q, exponent, digest)
        let r = parameters.g.power(k, modulo: p) % q
        guard let inverse = k.inverse(modulo: q) else {
            preconditionFailure("q is prime")
        }
        let s = inverse * (z + exponent * r) % q
        return r.multiprecisionInteger + s.multiprecisionInteger
    }
}

/// A number from 1 to `order` − 1, a pure function of `label`.
func scalar(below order: Natural, _ label: String) -> Natural {
    Natural(noise(label, order.bitLength / 8 + 16)) % (order - Natural(1)) + Natural(1)
}

/// A number from 1 to `order` − 1 for one signature.
func nonce(below order: Natural, _ secret: Natural, _ digest: [UInt8]) -> Natural {
    let octets = noise("nonce \(secret.octets) \(digest)", order.bitLength / 8 + 16)
    return Natural(octets) % (order - Natural(1)) + Natural(1)
}
