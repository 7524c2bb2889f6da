import Foundation

/// A CA of a test's own with a server's certificate for `localhost`, `keys.test`, 127.0.0.1 and
/// ::1, made by `openssl` in a folder that the test names.
package struct TestCertificates: Sendable {
    package let folder: String

    /// Who signed the others.
    package var authority: String { "\(folder)/ca.pem" }
    package var certificate: String { "\(folder)/server.pem" }
    package var key: String { "\(folder)/server.key" }
    package var clientCertificate: String { "\(folder)/client.pem" }
    package var clientKey: String { "\(folder)/client.key" }

    /// Makes all of them. The folder is made when it is absent.
    package init(in folder: String) throws {
        self.folder = folder
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try openssl(
            ["req", "-x509", "-subj", "/CN=Test CA", "-days", "30"] + Self.newKey("ca.key")
                + [
                    "-addext", "basicConstraints=critical,CA:TRUE", "-addext",
                    "keyUsage=critical,keyCertSign,cRLSign", "-out", "ca.pem",
                ])
        try makeServer()
        try issue("client", subject: "/CN=test client", days: 30, usage: "clientAuth")
    }

    /// Makes a new key and certificate for the server, as a renewal does.
    ///
    /// - Parameters:
    ///   - days: how long it is valid; -1: until yesterday.
    ///   - names: its alternative names; nil: the usual ones.
    package func makeServer(days: Int = 30, names: String? = nil) throws {
        try issue(
            "server", subject: "/CN=localhost", days: days, usage: "serverAuth",
            names: names ?? Self.names)
    }

    /// Makes a key and certificate for a client, `NAME.key` and `NAME.pem`.
    ///
    /// - Parameter names: alternative names as `openssl` takes them, such as `DNS:gw.test`.
    package func makeClient(_ name: String, names: [String]) throws {
        try issue(
            name, subject: "/CN=\(name)", days: 30, usage: "clientAuth",
            names: names.joined(separator: ","))
    }

    private static let names = "DNS:localhost,DNS:keys.test,IP:127.0.0.1,IP:::1"

    private func issue(
        _ name: String, subject: String, days: Int, usage: String,
        names: String = TestCertificates.names
    ) throws {
        try openssl(
            ["req", "-new", "-subj", subject] + Self.newKey("\(name).key.new")
                + ["-out", "\(name).csr"])
        let extensions = """
            basicConstraints=CA:FALSE
            keyUsage=digitalSignature
            extendedKeyUsage=\(usage)
            subjectAltName=\(names)
            """
        try extensions.write(
            toFile: "\(folder)/\(name).ext", atomically: true, encoding: .utf8)
        try openssl([
            "x509", "-req", "-in", "\(name).csr", "-CA", "ca.pem", "-CAkey", "ca.key",
            "-CAcreateserial", "-days", String(days), "-extfile", "\(name).ext", "-out",
            "\(name).pem.new",
        ])
        for kind in ["key", "pem"] {
            let file = "\(folder)/\(name).\(kind)"
            guard rename("\(file).new", file) == 0 else { throw OpenSSLError(output: file) }
        }
    }

    private static func newKey(_ file: String) -> [String] {
        ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", file]
    }

    /// Runs `openssl` in the folder; blocks for milliseconds.
    @discardableResult
    package func openssl(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardInput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(
            decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw OpenSSLError(output: output) }
        return output
    }
}

/// `openssl` did not do what a test needs.
package struct OpenSSLError: Error, CustomStringConvertible {
    package let output: String

    package var description: String { "openssl: \(output)" }
}
