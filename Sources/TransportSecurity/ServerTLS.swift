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
    private static let shutdownTimeout = TimeAmount.seconds(2)

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
            throw TLSFileErrors(errors: [Self.refusal(error, of: files)])
        }
        notBefore = Int(first.notValidBefore)
        notAfter = Int(first.notValidAfter)
    }

    private static func configuration(
        _ chain: [NIOSSLCertificate], _ key: NIOSSLPrivateKey, authorities: [NIOSSLCertificate]?
    ) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        // RFC 8996: what is older is broken.
        configuration.minimumTLSVersion = .tlsv12
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

    /// Both files can be read, so what is left is that the library does not take one of them, or
    /// not the two together.
    private static func refusal(_ error: any Error, of files: TLSFiles) -> TLSFileError {
        switch error {
        case NIOSSLError.failedToLoadPrivateKey:
            TLSFileError(
                role: .key,
                description: "\(files.key) is not the key of \(files.certificate): write the key "
                    + "for which the certificate was made, and the server's certificate first in "
                    + "its file")
        case NIOSSLError.failedToLoadCertificate:
            TLSFileError(
                role: .certificate,
                description: "\(files.certificate) cannot serve TLS: write a certificate whose key "
                    + "usage has digitalSignature; a CA's own often lacks it")
        default:
            TLSFileError(
                role: .certificate,
                description: "\(files.certificate) cannot be used: \(error): write another one")
        }
    }
}
