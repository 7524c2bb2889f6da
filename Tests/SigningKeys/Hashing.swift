import CLibcrypto
package import OpenPGP

/// The digest of `octets` by a hash algorithm of OpenPGP, MD5 and RIPEMD-160 included; computed
/// apart from the code under test.
package func digest(_ octets: some Sequence<UInt8>, _ algorithm: HashAlgorithm) -> [UInt8] {
    guard let name = libcryptoName(algorithm), let method = EVP_MD_fetch(nil, name, nil) else {
        preconditionFailure("libcrypto has no hash algorithm \(algorithm) of OpenPGP")
    }
    defer { EVP_MD_free(method) }
    let bytes = Array(octets)
    var length: UInt32 = 0
    return [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { buffer, initialized in
        let done = EVP_Digest(bytes, bytes.count, buffer.baseAddress, &length, method, nil)
        precondition(done == 1, "libcrypto digests any octets")
        initialized = Int(length)
    }
}

private func libcryptoName(_ algorithm: HashAlgorithm) -> String? {
    switch algorithm {
    case .md5: "MD5"
    case .sha1: "SHA1"
    case .ripemd160: "RIPEMD160"
    case .sha224: "SHA224"
    case .sha256: "SHA256"
    case .sha384: "SHA384"
    case .sha512: "SHA512"
    case .sha3_256: "SHA3-256"
    case .sha3_512: "SHA3-512"
    default: nil
    }
}

extension HashAlgorithm {
    /// All that signatures of OpenPGP can use.
    package static let all: [HashAlgorithm] = [
        .md5, .sha1, .ripemd160, .sha224, .sha256, .sha384, .sha512, .sha3_256, .sha3_512,
    ]

    /// Octets of salt in a version 6 signature (RFC 9580 §9.5); nil where version 6 has no use for
    /// the algorithm.
    var saltLength: Int? {
        switch self {
        case .sha224, .sha256, .sha3_256: 16
        case .sha384: 24
        case .sha512, .sha3_512: 32
        default: nil
        }
    }

    /// The DER that stands before the digest in an RSA signature (RFC 9580 §5.2.2, RFC 8017 §9.2).
    var digestInfoPrefix: [UInt8] {
        let identifier: [UInt8]
        let length: UInt8
        switch self {
        case .md5: (identifier, length) = ([0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 2, 5], 16)
        case .sha1: (identifier, length) = ([0x2B, 0x0E, 3, 2, 0x1A], 20)
        case .ripemd160: (identifier, length) = ([0x2B, 0x24, 3, 2, 1], 20)
        case .sha224: (identifier, length) = (nistHash(4), 28)
        case .sha256: (identifier, length) = (nistHash(1), 32)
        case .sha384: (identifier, length) = (nistHash(2), 48)
        case .sha512: (identifier, length) = (nistHash(3), 64)
        case .sha3_256: (identifier, length) = (nistHash(8), 32)
        case .sha3_512: (identifier, length) = (nistHash(10), 64)
        default: preconditionFailure("no object identifier for hash algorithm \(self)")
        }
        let algorithm = [0x06, UInt8(identifier.count)] + identifier + [0x05, 0x00]
        let sequence = [0x30, UInt8(algorithm.count)] + algorithm + [0x04, length]
        return [0x30, UInt8(sequence.count) + length] + sequence
    }

    /// The contents of an object identifier below nistAlgorithm.hashAlgs.
    private func nistHash(_ number: UInt8) -> [UInt8] {
        [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, number]
    }
}
