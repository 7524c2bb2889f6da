import CLibcrypto

/// A digest being computed, by libcrypto. The only file that calls it.
package struct MessageDigest: ~Copyable {
    package enum Algorithm: Hashable, Sendable, BitwiseCopyable {
        case md5
        case sha1
        case sha256

        /// Length of the digest in octets.
        package var octetCount: Int {
            switch self {
            case .md5: 16
            case .sha1: 20
            case .sha256: 32
            }
        }

        fileprivate var implementation: OpaquePointer {
            switch self {
            case .md5: Implementations.md5
            case .sha1: Implementations.sha1
            case .sha256: Implementations.sha256
            }
        }
    }

    /// Fetched once for the life of the process: an `EVP_MD` is immutable and safe to share between
    /// threads, and fetching costs more than digesting a small packet.
    private enum Implementations {
        nonisolated(unsafe) static let md5 = fetch("MD5")
        nonisolated(unsafe) static let sha1 = fetch("SHA1")
        nonisolated(unsafe) static let sha256 = fetch("SHA256")

        private static func fetch(_ name: String) -> OpaquePointer {
            guard let implementation = EVP_MD_fetch(nil, name, nil) else {
                preconditionFailure(
                    "libcrypto offers no \(name); OpenPGP cannot do without it "
                        + "(is a FIPS-only provider configured?)")
            }
            return implementation
        }
    }

    private let context: OpaquePointer
    package let algorithm: Algorithm

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

    private static func digest(_ algorithm: Algorithm, _ bytes: [UInt8]) -> [UInt8] {
        var digest = MessageDigest(algorithm)
        digest.update(bytes)
        return digest.finalize()
    }
}
