/// The curves that OpenPGP keys name by object identifier (RFC 9580 §9.2, and those of GnuPG).
package enum EllipticCurve: String, CaseIterable, Hashable, Sendable {
    case nistP256
    case nistP384
    case nistP521
    case secp256k1
    case brainpoolP256r1
    case brainpoolP384r1
    case brainpoolP512r1
    case ed25519
    case curve25519
    case ed448
    case x448
    case sm2

    /// The curve with this object identifier, its contents octets without tag and length.
    init?(objectIdentifier: ArraySlice<UInt8>) {
        guard
            let match = EllipticCurve.identifiers.first(where: {
                $0.octets.elementsEqual(objectIdentifier)
            })
        else { return nil }
        self = match.curve
    }

    private static let identifiers: [(octets: [UInt8], curve: EllipticCurve)] = [
        ([0x2B, 0x06, 0x01, 0x04, 0x01, 0xDA, 0x47, 0x0F, 0x01], .ed25519),
        ([0x2B, 0x06, 0x01, 0x04, 0x01, 0x97, 0x55, 0x01, 0x05, 0x01], .curve25519),
        ([0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07], .nistP256),
        ([0x2B, 0x81, 0x04, 0x00, 0x22], .nistP384),
        ([0x2B, 0x81, 0x04, 0x00, 0x23], .nistP521),
        ([0x2B, 0x81, 0x04, 0x00, 0x0A], .secp256k1),
        ([0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x07], .brainpoolP256r1),
        ([0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0B], .brainpoolP384r1),
        ([0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0D], .brainpoolP512r1),
        ([0x2B, 0x65, 0x70], .ed25519),
        ([0x2B, 0x65, 0x6E], .curve25519),
        ([0x2B, 0x65, 0x71], .ed448),
        ([0x2B, 0x65, 0x6F], .x448),
        ([0x2A, 0x81, 0x1C, 0xCF, 0x55, 0x01, 0x82, 0x2D], .sm2),
    ]

    /// Size of the key in bits, as key listings show it.
    package var bitLength: Int {
        switch self {
        case .nistP256, .secp256k1, .brainpoolP256r1, .ed25519, .curve25519, .sm2: 256
        case .nistP384, .brainpoolP384r1: 384
        case .brainpoolP512r1: 512
        case .nistP521: 521
        case .ed448, .x448: 448
        }
    }
}
