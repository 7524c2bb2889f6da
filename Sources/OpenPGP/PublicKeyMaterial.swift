/// What a walk over the algorithm-specific part of a public key finds.
struct PublicKeyMaterial: Hashable, Sendable {
    /// Size of the key in bits as key listings show it: of the modulus for RSA, DSA and ElGamal.
    var bitLength: Int?
    var curve: EllipticCurve?
    /// Index in the body of the first octet behind the material; nil if the algorithm is unknown or
    /// the material does not follow its layout.
    var end: Int?

    /// Walks the material of `algorithm` that begins at `start` in `body` (RFC 9580 §5.5.5, RFC
    /// 9980 §4).
    init(_ algorithm: PublicKeyAlgorithm, body: [UInt8], start: Int) {
        var cursor = Cursor(body: body, index: start)
        switch algorithm {
        case .rsa, .rsaEncryptOnly, .rsaSignOnly:
            bitLength = cursor.integers(2)
        case .elGamal, .elGamalSign:
            bitLength = cursor.integers(3)
        case .dsa:
            bitLength = cursor.integers(4)
        case .ecdsa, .eddsaLegacy:
            curve = cursor.curve()
            cursor.integer()
        case .ecdh:
            curve = cursor.curve()
            cursor.integer()
            cursor.countedOctets(lengthOctets: 1)
        case .kyber:
            curve = cursor.curve()
            cursor.integer()
            cursor.countedOctets(lengthOctets: 4)
        default:
            guard let size = PublicKeyMaterial.fixedLength(algorithm) else { return }
            curve = PublicKeyMaterial.fixedCurve(algorithm)
            cursor.skip(size)
        }
        bitLength = bitLength ?? curve?.bitLength
        end = cursor.isValid ? cursor.index : nil
    }

    /// Lengths of the keys that are octet strings of one size.
    private static func fixedLength(_ algorithm: PublicKeyAlgorithm) -> Int? {
        switch algorithm {
        case .x25519, .ed25519: 32
        case .x448: 56
        case .ed448: 57
        case .mlDSA65Ed25519: 32 + 1952
        case .mlDSA87Ed448: 57 + 2592
        case .slhDSA128s, .slhDSA128f: 32
        case .slhDSA256s: 64
        case .mlKEM768X25519: 32 + 1184
        case .mlKEM1024X448: 56 + 1568
        default: nil
        }
    }

    private static func fixedCurve(_ algorithm: PublicKeyAlgorithm) -> EllipticCurve? {
        switch algorithm {
        case .x25519: .curve25519
        case .ed25519: .ed25519
        case .x448: .x448
        case .ed448: .ed448
        default: nil
        }
    }

    /// Steps over the fields; the first that does not fit makes it invalid and stops it.
    private struct Cursor {
        let body: [UInt8]
        var index: Int
        var isValid = true

        mutating func skip(_ count: Int) {
            guard isValid, count <= body.count - index else {
                isValid = false
                return
            }
            index += count
        }

        /// A multiprecision integer; gives its length in bits as stated.
        @discardableResult
        mutating func integer() -> Int? {
            guard let integer = MultiprecisionInteger(body, at: index, end: body.count), isValid
            else {
                isValid = false
                return nil
            }
            index = integer.octets.upperBound
            return integer.bitLength
        }

        /// Several integers; gives the length in bits of the first.
        mutating func integers(_ count: Int) -> Int? {
            let first = integer()
            for _ in 1..<count { integer() }
            return first
        }

        /// An object identifier behind its length octet.
        mutating func curve() -> EllipticCurve? {
            let start = index + 1
            countedOctets(lengthOctets: 1)
            return isValid ? EllipticCurve(objectIdentifier: body[start..<index]) : nil
        }

        mutating func countedOctets(lengthOctets: Int) {
            guard
                isValid,
                let length = bigEndianNumber(
                    body, at: index, count: lengthOctets, end: body.count)
            else {
                isValid = false
                return
            }
            index += lengthOctets
            skip(Int(length))
        }
    }
}

/// A multiprecision integer: its length in bits as stated, and where its octets are (RFC 9580
/// §3.2). Neither the stated length nor leading zeros are checked, for stored material is never
/// re-encoded.
package struct MultiprecisionInteger: Hashable, Sendable {
    package let bitLength: Int
    package let octets: Range<Int>

    /// Reads the integer that begins at `index` of `bytes`; nil if it does not lie wholly before
    /// `end`.
    package init?(_ bytes: [UInt8], at index: Int, end: Int) {
        guard let bits = bigEndianNumber(bytes, at: index, count: 2, end: end) else { return nil }
        let count = (Int(bits) + 7) / 8
        guard count <= end - index - 2 else { return nil }
        bitLength = Int(bits)
        octets = (index + 2)..<(index + 2 + count)
    }
}
