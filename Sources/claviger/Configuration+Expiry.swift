import Logging
import NodeConfiguration
import TransportSecurity

extension NodeConfiguration {
    /// A line for each certificate that clients refuse or soon will. Reads the files: blocks for the
    /// moment that takes.
    func expiryWarnings(file: String) -> [String] {
        http.listen.enumerated().compactMap { number, listener in
            guard let files = listener.tls, let tls = try? ServerTLS(files),
                let expiry = CertificateExpiry(of: tls, at: SystemClock.now())
            else { return nil }
            return "\(file): http.listen[\(number)].tls.certificate: \(files.certificate) \(expiry)"
        }
    }

    func logExpiry(file: String, to logger: Logger) {
        for warning in expiryWarnings(file: file) { logger.warning("\(warning)") }
    }
}
