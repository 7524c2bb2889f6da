import Logging
import NodeConfiguration
import TransportSecurity

extension NodeConfiguration {
    /// A line for each certificate that clients refuse or soon will. Reads the files: blocks for the
    /// moment that takes.
    func expiryWarnings(file: String) -> [String] {
        let http = http.listen.enumerated().map { ("http.listen[\($0.offset)]", $0.element.tls) }
        let api = api.listen.enumerated().map {
            ("api.listen[\($0.offset)]", Optional($0.element.tls))
        }
        return (http + api).compactMap { place, files in
            guard let files, let tls = try? ServerTLS(files),
                let expiry = CertificateExpiry(of: tls, at: SystemClock.now())
            else { return nil }
            return "\(file): \(place).tls.certificate: \(files.certificate) \(expiry)"
        }
    }

    func logExpiry(file: String, to logger: Logger) {
        for warning in expiryWarnings(file: file) { logger.warning("\(warning)") }
    }
}
