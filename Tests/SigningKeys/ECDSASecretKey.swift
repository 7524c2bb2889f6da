import CLibcrypto
import OpenPGP

/// An ECDSA key (FIPS 186-5 §6, RFC 9580 §9.2).
struct ECDSASecretKey: SecretKey {
    /// A curve: its object identifier, its number in libcrypto, its order.
    struct Curve: Sendable {
        let objectIdentifier: [UInt8]
        let number: Int32

        static let nistP256 = Curve(
            objectIdentifier: [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07],
            number: NID_X9_62_prime256v1)
        static let nistP384 = Curve(
            objectIdentifier: [0x2B, 0x81, 0x04, 0x00, 0x22], number: NID_secp384r1)
        static let nistP521 = Curve(
            objectIdentifier: [0x2B, 0x81, 0x04, 0x00, 0x23], number: NID_secp521r1)
        static let secp256k1 = Curve(
            objectIdentifier: [0x2B, 0x81, 0x04, 0x00, 0x0A], number: NID_secp256k1)
        static let brainpoolP256 = Curve(
            objectIdentifier: [0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x07],
            number: NID_brainpoolP256r1)
        static let brainpoolP384 = Curve(
            objectIdentifier: [0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0B],
            number: NID_brainpoolP384r1)
        static let brainpoolP512 = Curve(
            objectIdentifier: [0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0D],
            number: NID_brainpoolP512r1)

        private init(objectIdentifier: [UInt8], number: Int32) {
            self.objectIdentifier = objectIdentifier
            self.number = number
        }

        /// Nil for curves that ECDSA does not use.
        init?(_ curve: EllipticCurve) {
            switch curve {
            case .nistP256: self = .nistP256
            case .nistP384: self = .nistP384
            case .nistP521: self = .nistP521
            case .secp256k1: self = .secp256k1
            case .brainpoolP256r1: self = .brainpoolP256
            case .brainpoolP384r1: self = .brainpoolP384
            case .brainpoolP512r1: self = .brainpoolP512
            default: return nil
            }
        }
    }

    private let curve: Curve
    private let groupOrder: Natural
    private let exponent: Natural
    private let publicPoint: (x: Natural, y: Natural)

    init(_ curve: Curve, label: String) {
        let order = ECDSASecretKey.order(of: curve)
        let exponent = scalar(below: order, label)
        self.curve = curve
        groupOrder = order
        self.exponent = exponent
        publicPoint = ECDSASecretKey.multiple(exponent, on: curve)
    }

    var order: Natural? { groupOrder }

    var publicMaterial: [UInt8] {
        // The field is as long as the order on each of these curves.
        let fieldLength = (groupOrder.bitLength + 7) / 8
        let point = [0x04] + publicPoint.x.octets(fieldLength) + publicPoint.y.octets(fieldLength)
        return [UInt8(curve.objectIdentifier.count)] + curve.objectIdentifier
            + Natural(point).multiprecisionInteger
    }

    func sign(digest: [UInt8], hash: HashAlgorithm) -> [UInt8] {
        // Only P-521's order is not a whole number of octets, and no digest is longer than it.
        let z = Natural(digest.prefix((groupOrder.bitLength + 7) / 8))
        let k = nonce(below: groupOrder, exponent, digest)
        let r = ECDSASecretKey.multiple(k, on: curve).x % groupOrder
        guard let inverse = k.inverse(modulo: groupOrder) else {
            preconditionFailure("the order of the curve is prime")
        }
        let s = inverse * (z + exponent * r) % groupOrder
        return r.multiprecisionInteger + s.multiprecisionInteger
    }

    /// Calls `body` with libcrypto's group of the curve.
    private static func withGroup<Result>(
        _ curve: Curve, _ body: (OpaquePointer) -> Result
    ) -> Result {
        guard let group = EC_GROUP_new_by_curve_name(curve.number) else {
            preconditionFailure("libcrypto has no curve \(curve.number)")
        }
        defer { EC_GROUP_free(group) }
        return body(group)
    }

    static func order(of curve: Curve) -> Natural {
        withGroup(curve) { group in
            Natural { result, scratch in EC_GROUP_get_order(group, result, scratch) }
        }
    }

    /// The affine coordinates of the base point times `factor`.
    private static func multiple(
        _ factor: Natural, on curve: Curve
    ) -> (x: Natural, y: Natural) {
        withGroup(curve) { group in
            guard let point = EC_POINT_new(group) else {
                preconditionFailure("libcrypto has no memory for a point")
            }
            defer { EC_POINT_free(point) }
            let multiplied = EC_POINT_mul(group, point, factor.pointer, nil, nil, nil)
            precondition(multiplied == 1, "libcrypto multiplies the base point")
            let x = Natural { result, scratch in
                EC_POINT_get_affine_coordinates(group, point, result, nil, scratch)
            }
            let y = Natural { result, scratch in
                EC_POINT_get_affine_coordinates(group, point, nil, result, scratch)
            }
            return (x, y)
        }
    }
}
