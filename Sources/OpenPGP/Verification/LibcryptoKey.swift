import CLibcrypto

/// A public key that libcrypto holds and verifies with. Immutable after its making, as is all that
/// libcrypto caches in it under its own locks, so threads share it.
final class LibcryptoKey: @unchecked Sendable {
    private let key: OpaquePointer

    private init?(_ key: OpaquePointer?) {
        guard let key else {
            ERR_clear_error()
            return nil
        }
        self.key = key
    }

    deinit {
        EVP_PKEY_free(key)
    }

    /// An RSA key.
    convenience init?(modulus: Magnitude, exponent: Magnitude) {
        let (n, e) = (BigNumber(modulus), BigNumber(exponent))
        let key = withExtendedLifetime((n, e)) { claviger_rsa_public_key(n.pointer, e.pointer) }
        self.init(key)
    }

    /// A key on the curve that libcrypto calls `group`. Nil if the point is not on the curve.
    convenience init?(group: String, point: [UInt8]) {
        self.init(claviger_ec_public_key(group, point, point.count))
    }

    /// An Ed448 key.
    convenience init?(ed448 octets: ArraySlice<UInt8>) {
        let key = octets.withUnsafeBufferPointer {
            EVP_PKEY_new_raw_public_key_ex(nil, "ED448", nil, $0.baseAddress, $0.count)
        }
        self.init(key)
    }

    /// Verifies a signature over a digest. For RSA `padded` is the hash algorithm that the padding
    /// of PKCS #1 version 1.5 names.
    func verify(
        _ digest: [UInt8], signature: [UInt8], padded hash: MessageDigest.Algorithm? = nil
    ) -> Bool {
        guard let context = EVP_PKEY_CTX_new_from_pkey(nil, key, nil) else {
            ERR_clear_error()
            return false
        }
        defer { EVP_PKEY_CTX_free(context) }
        var isReady = EVP_PKEY_verify_init(context) == 1
        if let hash {
            isReady =
                isReady && EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1
                && EVP_PKEY_CTX_set_signature_md(context, hash.implementation) == 1
        }
        let isValid =
            isReady
            && EVP_PKEY_verify(context, signature, signature.count, digest, digest.count) == 1
        if !isValid { ERR_clear_error() }
        return isValid
    }

    /// Verifies an EdDSA signature over a message.
    func verifyMessage(_ message: [UInt8], signature: [UInt8]) -> Bool {
        guard let context = EVP_MD_CTX_new() else { return false }
        defer { EVP_MD_CTX_free(context) }
        let isValid =
            EVP_DigestVerifyInit_ex(context, nil, nil, nil, nil, key, nil) == 1
            && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
        if !isValid { ERR_clear_error() }
        return isValid
    }
}
