import Foundation
import OpenPGP
import TestCertificates
import Testing

extension Interoperability {
    /// hkps with a CA of our own, and certificates that are renewed while a node runs.
    @Suite(.serialized)
    struct TLS {
        @Test(
            .enabled(
                if: Tool.gpg.isExpected && Namespace.areMountsGranted,
                "needs GnuPG (apt-get install gnupg dirmngr) and a mount namespace"))
        func `gpg sends and receives over hkps, and is refused where certificates are asked for`()
            async throws
        {
            let node = try await TLSNode()
            let sender = try GnuPGHome(in: node.scratch, "gpg-a")
            let receiver = try GnuPGHome(in: node.scratch, "gpg-b")
            for home in [sender, receiver] { try home.trust(node.certificates.authority) }
            let key = try await sender.makeKey("Ada Lovelace <ada@example.org>")

            let sent = try await sender.overTLS(node.port, "--send-keys", key)
            #expect(sent.code == 0, "\(sent.errors)")
            let refused = try await receiver.overTLS(node.portForKnown, "--recv-keys", key)
            #expect(refused.code != 0)
            #expect(try await receiver.fingerprints(key) == [])
            let received = try await receiver.overTLS(node.port, "--recv-keys", key)
            #expect(received.code == 0, "\(received.errors)")
            #expect(try await receiver.fingerprints(key) == [key])

            await sender.close()
            await receiver.close()
            try await node.stop()
        }

        @Test(
            .enabled(
                if: Tool.sq.isExpected && Tool.gpg.isExpected,
                "needs Sequoia and GnuPG: apt-get install sq gnupg"))
        func `sq sends and gets over hkps, and is refused where certificates are asked for`()
            async throws
        {
            let node = try await TLSNode()
            let home = try GnuPGHome(in: node.scratch, "gpg")
            let fingerprint = try await home.makeKey("Grace <grace@example.org>")
            let file = "\(node.scratch.path)/grace.asc"
            let exported = try await home.run("--armor", "--output", file, "--export", fingerprint)
            #expect(exported.code == 0, "\(exported.errors)")

            func sq(_ port: Int, _ arguments: String...) async throws -> ProgramResult {
                try await Program.run(
                    ["sq", "keyserver", "-s", "hkps://localhost:\(port)"] + arguments,
                    environment: ["SSL_CERT_FILE": node.certificates.authority])
            }
            let sent = try await sq(node.port, "send", file)
            #expect(sent.code == 0, "\(sent.errors)")
            let got = try await sq(node.port, "get", fingerprint)
            #expect(got.code == 0 && got.output.contains("BEGIN PGP"), "\(got.errors)")
            let refused = try await sq(node.portForKnown, "get", fingerprint)
            #expect(refused.code != 0)

            await home.close()
            try await node.stop()
        }

        @Test(.enabled(if: Tool.curl.isExpected, "needs curl: apt-get install curl"))
        func `a client with a certificate is let in, on IPv6 too, and one of TLS 1.1 is not`()
            async throws
        {
            let node = try await TLSNode()
            let certificates = node.certificates
            let identity = [
                "--cert", certificates.clientCertificate, "--key", certificates.clientKey,
            ]
            #expect(try await node.curl(node.portForKnown, identity).code == 0)
            #expect(try await node.curl(node.portForKnown).code != 0)
            #expect(try await node.curl(node.port).code == 0)
            #expect(try await node.curl(node.portOfIPv6, host: "[::1]").code == 0)
            let old = ["--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0"]
            #expect(try await node.curl(node.port, old).code != 0)
            #expect(try await node.node.status().refusals["hkp.tls"] == 2)
            try await node.stop()
        }

        @Test(.enabled(if: Tool.curl.isExpected, "needs curl: apt-get install curl"))
        func `SIGHUP takes renewed certificates, and a broken file changes nothing`()
            async throws
        {
            let node = try await TLSNode()
            let configuration = Program.text(node.node.configuration)
            let digest = try await node.configuration().digest

            try node.certificates.makeServer(days: -1)
            #expect(try await node.curl(node.port).code == 0, "read before it was told to")
            try await node.hangUp()
            #expect(try await node.curl(node.port).code != 0)
            #expect(try await node.configuration().digest == digest)
            #expect(node.node.log.contains("renew it, then send the node SIGHUP"))
            try node.certificates.makeServer()
            try await node.hangUp()
            #expect(try await node.curl(node.port).code == 0)

            try node.node.edit("third_party: ", "some")
            try await node.hangUp { !$0.problems.isEmpty }
            let broken = try await node.configuration()
            #expect(broken.digest == digest)
            #expect(broken.problems.count == 1)
            #expect(
                broken.problems[0].contains("keys.third_party: unknown \"some\": write none or"))

            try node.node.edit("third_party: ", "all")
            try node.node.edit("trusted_proxies: ", "[127.0.0.1]")
            try await node.hangUp()
            let changed = try await node.configuration()
            #expect(changed.waiting == ["keys"] && changed.problems.isEmpty)
            let sum = try await Program.check(["sha256sum", node.node.configuration])
            #expect(sum.hasPrefix(changed.digest) && changed.digest != digest)
            let forwarded = try await node.curl(
                node.port,
                ["-H", "X-Forwarded-For: nobody", "-o", "/dev/null", "-w", "%{http_code}"])
            #expect(forwarded.output == "400", "the proxy's word is not taken")

            try configuration.write(
                toFile: node.node.configuration, atomically: true, encoding: .utf8)
            try await node.hangUp { $0.waiting.isEmpty }
            #expect(try await node.configuration().digest == digest)
            try await node.stop()
        }
    }
}
