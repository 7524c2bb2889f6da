import Foundation
import NIOSSL
import TestCertificates
import TransportSecurity

/// Certificates in a folder that goes away with the value's last use.
final class TLSFolder: Sendable {
    let certificates: TestCertificates

    init() throws {
        certificates = try TestCertificates(
            in: NSTemporaryDirectory() + "/claviger-tls-\(UUID().uuidString)")
    }

    deinit { try? FileManager.default.removeItem(atPath: certificates.folder) }

    /// A listener's files.
    var server: TLSFiles {
        TLSFiles(certificate: certificates.certificate, key: certificates.key)
    }

    /// The same, for clients with certificates only.
    var serverForKnown: TLSFiles {
        TLSFiles(
            certificate: certificates.certificate, key: certificates.key,
            clientCA: certificates.authority)
    }

    /// A client that believes the test's CA.
    func client(
        at most: TLSVersion? = nil, identity: TestCertificates? = nil
    ) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .file(certificates.authority)
        configuration.minimumTLSVersion = .tlsv1
        configuration.maximumTLSVersion = most
        if let identity {
            configuration.certificateChain =
                try NIOSSLCertificate.fromPEMFile(identity.clientCertificate)
                .map { .certificate($0) }
            configuration.privateKey = .privateKey(
                try NIOSSLPrivateKey(file: identity.clientKey, format: .pem))
        }
        return try NIOSSLContext(configuration: configuration)
    }
}
