import Foundation
import TestCertificates
import Testing

@testable import NodeConfiguration

@Suite struct BrokenConfigurationTests {
    @Test(arguments: BrokenConfiguration.all)
    func `a broken configuration is told all of its problems`(
        configuration: BrokenConfiguration
    ) throws {
        #expect(try problems(in: configuration.text) == configuration.problems)
    }

    @Test func `there are forty of them, and each says what to write`() {
        #expect(BrokenConfiguration.all.count >= 40)
        for problem in BrokenConfiguration.all.flatMap(\.problems) {
            let advice = [
                ": write ", ": keep ", ": remove ", "; remove it", ": correct ", ": start ",
            ]
            #expect(advice.contains { problem.contains($0) }, "\(problem)")
        }
    }

    /// What is wrong with files that a listener's TLS names.
    @Suite struct NamedFileTests {
        private let folder: TemporaryFile
        private let certificates: TestCertificates

        init() throws {
            folder = try TemporaryFile("")
            certificates = try TestCertificates(in: folder.folder)
        }

        /// The problems of a listener with this TLS, without the folder's name.
        private func found(_ tls: String) throws -> [String] {
            let text =
                smallest + "http:\n  listen:\n    - address: '127.0.0.1:1'\n      tls: \(tls)\n"
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path))
            do {
                _ = try NodeConfiguration.loadToServe(folder.path)
                return []
            } catch {
                return error.problems.map {
                    $0.description(in: "").replacingOccurrences(of: folder.folder + "/", with: "")
                }
            }
        }

        @Test func `files that fit are taken`() throws {
            #expect(try found("{certificate: server.pem, key: server.key}") == [])
            #expect(
                try found("{certificate: server.pem, key: server.key, client_ca: ca.pem}") == [])
        }

        @Test func `commands read what they have a right to`() throws {
            _ = try found("{certificate: absent, key: absent}")
            #expect(try NodeConfiguration.load(folder.path).http.listen.count == 1)
        }

        @Test func `files that cannot be read are each named`() throws {
            #expect(
                try found("{certificate: absent.pem, key: /, client_ca: server.key}") == [
                    ":8: http.listen[0].tls.certificate: absent.pem cannot be read: No such file or "
                        + "directory: name a file that the node's user may read",
                    ":8: http.listen[0].tls.key: / cannot be read: Is a directory: name a file that "
                        + "the node's user may read",
                    ":8: http.listen[0].tls.client_ca: server.key holds no certificate that can be "
                        + "read: write a PEM file, which has lines -----BEGIN CERTIFICATE-----",
                ])
        }

        @Test func `a key of another certificate is refused`() throws {
            #expect(
                try found("{certificate: server.pem, key: client.key}") == [
                    ":8: http.listen[0].tls.key: client.key is not the key of server.pem: write the "
                        + "key for which the certificate was made, and that certificate first in "
                        + "its file"
                ])
        }

        @Test func `a certificate in place of the key is no key`() throws {
            #expect(
                try found("{certificate: server.pem, key: server.pem}") == [
                    ":8: http.listen[0].tls.key: server.pem holds no private key that can be read: "
                        + "write a PEM file, which has a line -----BEGIN PRIVATE KEY-----"
                ])
        }

        @Test func `an encrypted key says how to make one that is not`() throws {
            try certificates.openssl([
                "pkey", "-in", "server.key", "-aes256", "-passout", "pass:x", "-out", "locked.key",
            ])
            #expect(
                try found("{certificate: server.pem, key: locked.key}") == [
                    ":8: http.listen[0].tls.key: locked.key is encrypted, and nobody types a "
                        + "password here: write a file made by `openssl pkey -in KEY -out FILE`, "
                        + "mode 0600"
                ])
        }

        @Test func `a file that is too large is not read`() throws {
            try Data(count: (1 << 20) + 1).write(to: URL(fileURLWithPath: "\(folder.folder)/big"))
            #expect(
                try found("{certificate: big, key: server.key}") == [
                    ":8: http.listen[0].tls.certificate: big is larger than 1 MiB: name a PEM file"
                ])
        }

        @Test func `a CA's own certificate cannot serve`() throws {
            #expect(
                try found("{certificate: ca.pem, key: ca.key}") == [
                    ":8: http.listen[0].tls.certificate: ca.pem cannot be used for TLS: write a "
                        + "certificate whose key usage has digitalSignature; a CA's own often "
                        + "lacks it"
                ])
        }
    }
}
