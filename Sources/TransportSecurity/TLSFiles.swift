/// The PEM files by which a listener speaks TLS, by their absolute paths.
package struct TLSFiles: Sendable, Hashable {
    /// The server's certificate, then those that lead from it to one that clients know.
    package var certificate: String
    /// The certificate's private key, not encrypted.
    package var key: String
    /// The CAs that clients' certificates have to be from; nil: clients need none.
    package var clientCA: String?

    package init(certificate: String, key: String, clientCA: String? = nil) {
        self.certificate = certificate
        self.key = key
        self.clientCA = clientCA
    }

    /// One of the files.
    package enum Role: Sendable {
        case certificate
        case key
        case clientCA
    }
}

/// Why one of the files cannot be used: what is wrong, a colon, what to do.
package struct TLSFileError: Error, Equatable, Sendable, CustomStringConvertible {
    package let role: TLSFiles.Role
    package let description: String
}

/// Everything that is wrong with the files of one listener.
package struct TLSFileErrors: Error, Equatable, Sendable, CustomStringConvertible {
    package let errors: [TLSFileError]

    package var description: String { errors.map(\.description).joined(separator: "; ") }
}
