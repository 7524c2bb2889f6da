/// Bounds on what is verified. Each concerns one packet alone, so that the outcome never depends on
/// what else has been seen.
package enum VerificationLimits {
    /// Longest body of a key packet. The largest known is an RSA key of 16384 bits with 2 KiB; the
    /// longest post-quantum keys have about 2.7 KiB.
    package static let keyLength = 8 << 10

    /// Longest body of a signature packet of most algorithms: ten times the longest that the
    /// Debian and Arch keyrings hold.
    package static let signatureLength = 32 << 10

    /// Longest body of an SLH-DSA signature packet, whose material alone has up to 29,792 octets.
    package static let hashBasedSignatureLength = 64 << 10

    /// Most subpackets in one area; the most known is 20.
    package static let subpackets = 128

    /// Most embedded signatures that are tried for one binding: one is needed, and anyone can put
    /// more into the unhashed area.
    package static let embeddedSignatures = 4

    /// Longest modulus of RSA: libcrypto's own limit.
    package static let rsaModulusBits = 16_384

    /// Longest exponent of RSA. Verification takes time in proportion to it; libcrypto sets the
    /// same limit for moduli of more than 3072 bits.
    package static let rsaExponentBits = 64

    /// Longest prime of DSA: twice the largest that is known to have been made.
    package static let dsaPrimeBits = 8192

    /// Longest subgroup order of DSA. Verification takes time in proportion to it; 384 bits is the
    /// largest known to have been made.
    package static let dsaOrderBits = 512
}
