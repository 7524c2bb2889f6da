import CLibcrypto

/// ECDSA on the named curves of RFC 9580 §9.2 and on secp256k1.
struct ECDSAKey: VerificationKey {
    /// What libcrypto knows about a curve.
    struct Parameters: Sendable {
        /// Its name there.
        let group: String
        /// The order of the base point.
        let order: Magnitude
        /// Length of a coordinate in octets.
        let coordinateLength: Int
        let microseconds: Int

        /// Nil for curves that have no ECDSA here or that this build of libcrypto lacks.
        init?(_ curve: EllipticCurve) {
            guard let parameters = Parameters.table[curve] else { return nil }
            self = parameters
        }

        private init?(_ curve: EllipticCurve, group: String, microseconds: Int) {
            guard let handle = EC_GROUP_new_by_curve_name(OBJ_txt2nid(group)) else {
                ERR_clear_error()
                return nil
            }
            defer { EC_GROUP_free(handle) }
            guard let order = EC_GROUP_get0_order(handle) else { return nil }
            let length = Int(BN_num_bits(order) + 7) / 8
            var octets = [UInt8](repeating: 0, count: length)
            guard BN_bn2binpad(order, &octets, Int32(length)) == Int32(length) else { return nil }
            self.group = group
            self.order = Magnitude(octets)
            coordinateLength = Int(EC_GROUP_get_degree(handle) + 7) / 8
            self.microseconds = microseconds
        }

        private static let table: [EllipticCurve: Parameters] = {
            let known: [(EllipticCurve, String, Int)] = [
                (.nistP256, "prime256v1", VerificationCost.p256),
                (.nistP384, "secp384r1", VerificationCost.p384),
                (.nistP521, "secp521r1", VerificationCost.p521),
                (.secp256k1, "secp256k1", VerificationCost.secp256k1),
                (.brainpoolP256r1, "brainpoolP256r1", VerificationCost.brainpoolP256),
                (.brainpoolP384r1, "brainpoolP384r1", VerificationCost.brainpoolP384),
                (.brainpoolP512r1, "brainpoolP512r1", VerificationCost.brainpoolP512),
            ]
            var table: [EllipticCurve: Parameters] = [:]
            for (curve, group, microseconds) in known {
                table[curve] = Parameters(curve, group: group, microseconds: microseconds)
            }
            return table
        }()
    }

    private let parameters: Parameters
    private let key: LibcryptoKey

    init(_ key: PublicKey) throws(VerificationObstacle) {
        guard let parameters = key.curve.flatMap(Parameters.init) else { throw .unsupportedCurve }
        let point = try key.point()
        // Uncompressed points alone (RFC 9580 §11.2.1).
        guard
            point.first == 0x04, point.count == 1 + 2 * parameters.coordinateLength,
            let prepared = LibcryptoKey(group: parameters.group, point: point)
        else { throw .invalidMaterial }
        self.parameters = parameters
        self.key = prepared
    }

    func verify(
        _ digest: [UInt8], _ hash: MessageDigest.Algorithm, material: ArraySlice<UInt8>,
        cost: inout Int
    ) throws(SignatureDefect) -> [UInt8] {
        let pair = try SignaturePair(material, order: parameters.order)
        cost += parameters.microseconds
        guard key.verify(digest, signature: pair.der) else { throw .wrong }
        return pair.canonical(order: parameters.order)
    }

    func canonical(_ material: ArraySlice<UInt8>) throws(SignatureDefect) -> [UInt8] {
        try SignaturePair(material, order: parameters.order).canonical(order: parameters.order)
    }
}
