import NIOCore
package import NIOSSL

/// What a listener speaks TLS with, made of files that have been found to be right and to belong
/// together.
package struct ServerTLS: Sendable {
    package let context: NIOSSLContext
    /// When the server's certificate begins and ceases to be valid, Unix seconds.
    package let notBefore: Int
    package let notAfter: Int

    /// How long a client that we close may take to confirm it: as long as without TLS, where the
    /// gateway waits for the client's closing.
    static let shutdownTimeout = TimeAmount.seconds(2)

    /// RFC 8996: what is older is broken.
    static let minimumVersion = TLSVersion.tlsv12

    /// Reads the files; blocks.
    package init(_ files: TLSFiles) throws(TLSFileErrors) {
        var errors: [TLSFileError] = []
        func tried<Value>(_ read: () throws(TLSFileError) -> Value) -> Value? {
            do { return try read() } catch {
                errors.append(error)
                return nil
            }
        }
        let chain = tried { () throws(TLSFileError) in
            try PEMFile.certificates(files.certificate, as: .certificate)
        }
        let key = tried { () throws(TLSFileError) in try PEMFile.key(files.key) }
        let authorities = files.clientCA.map { path in
            tried { () throws(TLSFileError) in try PEMFile.certificates(path, as: .clientCA) }
        }
        guard errors.isEmpty, let chain, let first = chain.first, let key else {
            throw TLSFileErrors(errors: errors)
        }
        do {
            context = try NIOSSLContext(
                configuration: Self.configuration(chain, key, authorities: authorities ?? nil))
        } catch {
            throw TLSFileErrors(errors: [
                TLSFileError(error, certificate: files.certificate, key: files.key)
            ])
        }
        notBefore = Int(first.notValidBefore)
        notAfter = Int(first.notValidAfter)
    }

    private static func configuration(
        _ chain: [NIOSSLCertificate], _ key: NIOSSLPrivateKey, authorities: [NIOSSLCertificate]?
    ) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = Self.minimumVersion
        configuration.applicationProtocols = ["http/1.1"]
        configuration.shutdownTimeout = Self.shutdownTimeout
        if let authorities {
            // Required, from one of these; a client has no host name that could be right.
            configuration.certificateVerification = .noHostnameVerification
            configuration.trustRoots = .certificates(authorities)
            configuration.sendCANameList = true
        }
        return configuration
    }
}

extension TLSFileError {
    /// Both files can be read, so what is left is that the library does not take one of them, or
    /// not the two together.
    init(_ error: any Error, certificate: String, key: String) {
        switch error {
        case NIOSSLError.failedToLoadPrivateKey:
            self.init(
                role: .key,
                description: "\(key) is not the key of \(certificate): write the key for which the "
                    + "certificate was made, and that certificate first in its file")
        case NIOSSLError.failedToLoadCertificate:
            self.init(
                role: .certificate,
                description: "\(certificate) cannot be used for TLS: write a certificate whose key "
                    + "usage has digitalSignature; a CA's own often lacks it")
        default:
            self.init(
                role: .certificate,
                description: "\(certificate) cannot be used: \(error): write another one")
        }
    }
}
