package import NIOSSL

/// The PEM files by which a program of ours speaks TLS to a node on another host.
package struct ClientTLSFiles: Sendable, Hashable {
    /// Its own certificate, then those that lead from it to the CA that the node knows.
    package var certificate: String
    /// The certificate's private key, not encrypted.
    package var key: String
    /// The CAs that the node's certificate has to be from; nil: those of the system.
    package var authority: String?

    package init(certificate: String, key: String, authority: String?) {
        self.certificate = certificate
        self.key = key
        self.authority = authority
    }
}

/// What a client speaks TLS with, made of files that have been found to be right and to belong
/// together.
package struct ClientTLS: Sendable {
    package let configuration: TLSConfiguration

    /// Reads the files; blocks.
    package init(_ files: ClientTLSFiles) throws(TLSFileErrors) {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = ServerTLS.minimumVersion
        do throws(TLSFileError) {
            configuration.certificateChain =
                try PEMFile.certificates(files.certificate, as: .certificate)
                .map { .certificate($0) }
            configuration.privateKey = .privateKey(try PEMFile.key(files.key))
            if let authority = files.authority {
                configuration.trustRoots = .certificates(
                    try PEMFile.certificates(authority, as: .clientCA))
            }
        } catch {
            throw TLSFileErrors(errors: [error])
        }
        do {
            _ = try NIOSSLContext(configuration: configuration)
        } catch {
            throw TLSFileErrors(errors: [
                TLSFileError(error, certificate: files.certificate, key: files.key)
            ])
        }
        self.configuration = configuration
    }
}
