import NIOSSL

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A file of certificates or a key, read whole, with reasons that an operator can act on.
enum PEMFile {
    /// Far beyond any chain: a bundle of every public CA has some 200 KB.
    private static let maximumBytes = 1 << 20

    static func certificates(
        _ path: String, as role: TLSFiles.Role
    ) throws(TLSFileError) -> [NIOSSLCertificate] {
        let bytes = try read(path, as: role)
        guard let certificates = try? NIOSSLCertificate.fromPEMBytes(bytes) else {
            throw TLSFileError(
                role: role,
                description: "\(path) holds no certificate that can be read: write a PEM file, "
                    + "which has lines -----BEGIN CERTIFICATE-----")
        }
        return certificates
    }

    static func key(_ path: String) throws(TLSFileError) -> NIOSSLPrivateKey {
        let bytes = try read(path, as: .key)
        if let key = try? NIOSSLPrivateKey(bytes: bytes, format: .pem) { return key }
        let isEncrypted = String(decoding: bytes, as: UTF8.self).contains("ENCRYPTED")
        throw TLSFileError(
            role: .key,
            description: isEncrypted
                ? "\(path) is encrypted, and nobody types a password here: write a file made by "
                    + "`openssl pkey -in KEY -out FILE`, mode 0600"
                : "\(path) holds no private key that can be read: write a PEM file, "
                    + "which has a line -----BEGIN PRIVATE KEY-----")
    }

    private static func read(
        _ path: String, as role: TLSFiles.Role
    ) throws(TLSFileError) -> [UInt8] {
        func failure() -> TLSFileError {
            TLSFileError(
                role: role,
                description: "\(path) cannot be read: \(String(cString: strerror(errno))): name a "
                    + "file that the node's user may read")
        }
        // A pipe without a writer would hold up the node.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: maximumBytes + 1)
        var count = 0
        while count < bytes.count {
            let room = bytes.count - count
            let read = bytes.withUnsafeMutableBytes { buffer in
                #if canImport(Glibc)
                    Glibc.read(descriptor, buffer.baseAddress! + count, room)
                #else
                    Musl.read(descriptor, buffer.baseAddress! + count, room)
                #endif
            }
            if read < 0, errno == EINTR { continue }
            guard read >= 0 else { throw failure() }
            if read == 0 { break }
            count += read
        }
        guard count <= maximumBytes else {
            throw TLSFileError(
                role: role, description: "\(path) is larger than 1 MiB: name a PEM file")
        }
        return Array(bytes[..<count])
    }
}
