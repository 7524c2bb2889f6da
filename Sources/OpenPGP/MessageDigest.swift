import CLibcrypto

/// A digest being computed, by libcrypto. The only file that calls its digests.
package struct MessageDigest: ~Copyable {
    package enum Algorithm: UInt8, CaseIterable, Hashable, Sendable, BitwiseCopyable {
        case md5
        case sha1
        case sha224
        case sha256
        case sha384
        case sha512
        case sha3_256
        case sha3_512
        /// In libcrypto's default provider from 3.0.7 on; may be missing.
        case ripemd160

        /// The algorithm that OpenPGP calls so; nil if it is unknown or libcrypto does not offer
        /// it.
        package init?(_ algorithm: HashAlgorithm) {
            switch algorithm {
            case .md5: self = .md5
            case .sha1: self = .sha1
            case .ripemd160: self = .ripemd160
            case .sha224: self = .sha224
            case .sha256: self = .sha256
            case .sha384: self = .sha384
            case .sha512: self = .sha512
            case .sha3_256: self = .sha3_256
            case .sha3_512: self = .sha3_512
            default: return nil
            }
            guard isAvailable else { return nil }
        }

        /// Length of the digest in octets.
        package var octetCount: Int {
            switch self {
            case .md5: 16
            case .sha1, .ripemd160: 20
            case .sha224: 28
            case .sha256, .sha3_256: 32
            case .sha384: 48
            case .sha512, .sha3_512: 64
            }
        }

        /// What libcrypto calls it.
        fileprivate var name: String {
            switch self {
            case .md5: "MD5"
            case .sha1: "SHA1"
            case .ripemd160: "RIPEMD160"
            case .sha224: "SHA224"
            case .sha256: "SHA256"
            case .sha384: "SHA384"
            case .sha512: "SHA512"
            case .sha3_256: "SHA3-256"
            case .sha3_512: "SHA3-512"
            }
        }

        /// Whether libcrypto offers it.
        package var isAvailable: Bool {
            MessageDigest.implementations[Int(rawValue)] != nil
        }

        /// libcrypto's `EVP_MD`, which lives as long as the process.
        var implementation: OpaquePointer {
            guard let implementation = MessageDigest.implementations[Int(rawValue)] else {
                preconditionFailure(
                    "libcrypto offers no \(name); OpenPGP cannot do without it "
                        + "(is a FIPS-only provider configured?)")
            }
            return implementation
        }
    }

    /// By raw value. Fetched once for the life of the process: an `EVP_MD` is immutable and safe to
    /// share between threads, and fetching costs more than digesting a small packet.
    private nonisolated(unsafe) static let implementations: [OpaquePointer?] =
        Algorithm.allCases.map { algorithm in
            let implementation = EVP_MD_fetch(nil, algorithm.name, nil)
            if implementation == nil { ERR_clear_error() }
            return implementation
        }

    private let context: OpaquePointer
    package let algorithm: Algorithm

    /// The algorithm is available.
    package init(_ algorithm: Algorithm) {
        guard let context = EVP_MD_CTX_new() else {
            preconditionFailure("libcrypto has no memory for a digest context.")
        }
        self.context = context
        self.algorithm = algorithm
        let started = EVP_DigestInit_ex2(context, algorithm.implementation, nil)
        precondition(started == 1, "A fetched digest can be started.")
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    package mutating func update(_ bytes: Span<UInt8>) {
        bytes.withUnsafeBytes { update($0) }
    }

    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    package mutating func update(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// The octets of a number, big-endian.
    package mutating func update(_ number: some FixedWidthInteger & BitwiseCopyable) {
        withUnsafeBytes(of: number.bigEndian) { update($0) }
    }

    private func update(_ bytes: UnsafeRawBufferPointer) {
        let updated = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
        precondition(updated == 1, "A started digest takes octets.")
    }

    /// Ends the computation and gives the digest.
    package consuming func finalize() -> [UInt8] {
        let count = algorithm.octetCount
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            let finished = EVP_DigestFinal_ex(context, buffer.baseAddress, nil)
            precondition(finished == 1, "A started digest can be finished.")
            initialized = count
        }
    }

    package static func md5(_ bytes: [UInt8]) -> [UInt8] { digest(.md5, bytes) }
    package static func sha1(_ bytes: [UInt8]) -> [UInt8] { digest(.sha1, bytes) }
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] { digest(.sha256, bytes) }

    package static func digest(_ algorithm: Algorithm, _ bytes: [UInt8]) -> [UInt8] {
        var digest = MessageDigest(algorithm)
        digest.update(bytes)
        return digest.finalize()
    }
}
