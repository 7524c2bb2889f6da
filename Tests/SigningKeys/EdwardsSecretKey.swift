import CLibcrypto
import OpenPGP

/// An Ed25519 or Ed448 key (RFC 8032, RFC 9580 §5.5.5.9 and §5.5.5.10): signs the digest as if it
/// were the message.
struct EdwardsSecretKey: SecretKey {
    enum Curve: Sendable {
        case ed25519
        case ed448

        var octetCount: Int { self == .ed25519 ? 32 : 57 }

        /// L of RFC 8032 §5.1 and §5.2.
        var order: Natural { self == .ed25519 ? Curve.order25519 : Curve.order448 }

        private static let order25519 = Natural(
            hex: "1000000000000000000000000000000014DEF9DEA2F79CD65812631A5CF5D3ED")
        private static let order448 = Natural(
            hex: """
                3FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF
                7CCA23E9C44EDB49AED63690216CC2728DC58F552378C292AB5844F3
                """)
    }

    private let curve: Curve
    private let seed: [UInt8]

    init(_ curve: Curve, label: String) {
        self.curve = curve
        seed = noise(label, curve.octetCount)
    }

    var order: Natural? { curve.order }

    var publicMaterial: [UInt8] {
        withKey { key in
            var count = curve.octetCount
            return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
                let done = EVP_PKEY_get_raw_public_key(key, buffer.baseAddress, &count)
                precondition(done == 1, "libcrypto gives the public key")
                initialized = count
            }
        }
    }

    func sign(digest: [UInt8], hash: HashAlgorithm) -> [UInt8] {
        withKey { key in
            guard let context = EVP_MD_CTX_new() else {
                preconditionFailure("libcrypto has no memory for a signature")
            }
            defer { EVP_MD_CTX_free(context) }
            let started = EVP_DigestSignInit(context, nil, nil, nil, key)
            precondition(started == 1, "libcrypto starts a signature")
            var count = 2 * curve.octetCount
            return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
                let done = EVP_DigestSign(
                    context, buffer.baseAddress, &count, digest, digest.count)
                precondition(done == 1, "libcrypto signs a digest")
                initialized = count
            }
        }
    }

    private func withKey<Result>(_ body: (OpaquePointer) -> Result) -> Result {
        let type = curve == .ed25519 ? EVP_PKEY_ED25519 : EVP_PKEY_ED448
        guard let key = EVP_PKEY_new_raw_private_key(type, nil, seed, seed.count) else {
            preconditionFailure("any octets of the right number are an Edwards key")
        }
        defer { EVP_PKEY_free(key) }
        return body(key)
    }
}

/// An Ed25519 key in the packaging of GnuPG (RFC 9580 §5.5.5.5).
struct EdDSALegacySecretKey: SecretKey {
    private static let objectIdentifier: [UInt8] = [
        0x2B, 0x06, 0x01, 0x04, 0x01, 0xDA, 0x47, 0x0F, 0x01,
    ]

    private let key: EdwardsSecretKey

    init(label: String) {
        key = EdwardsSecretKey(.ed25519, label: label)
    }

    var order: Natural? { key.order }

    var publicMaterial: [UInt8] {
        [UInt8(EdDSALegacySecretKey.objectIdentifier.count)]
            + EdDSALegacySecretKey.objectIdentifier
            + Natural([0x40] + key.publicMaterial).multiprecisionInteger
    }

    func sign(digest: [UInt8], hash: HashAlgorithm) -> [UInt8] {
        let signature = key.sign(digest: digest, hash: hash)
        return Natural(signature.prefix(32)).multiprecisionInteger
            + Natural(signature.suffix(32)).multiprecisionInteger
    }
}
