import Foundation
import OpenPGP
import Testing

extension Interoperability {
    /// `claviger gateway dns` beside a node, as resolvers and GnuPG see it.
    @Suite(.serialized)
    struct DNSGateway {
        /// SHA-256 of `test`, cut (RFC 7929 §3).
        private static let name =
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15._openpgpkey.example.org"

        private struct Keyserver {
            let scratch: Scratch
            let node: ClavigerNode
            /// Of the key `Test <Test@example.org>`, which has another user ID besides.
            let fingerprint: String
        }

        /// A node with one key, and `dns` in its configuration.
        private func keyserver(listen: String) async throws -> Keyserver {
            let scratch = try Scratch()
            let home = try GnuPGHome(in: scratch, "gpg-owner")
            let fingerprint = try await home.makeKey("Test <Test@example.org>")
            let added = try await home.run(
                "--quick-add-uid", fingerprint, "Test <test@elsewhere.net>")
            let addedKey = try await home.run(
                "--quick-add-key", fingerprint, "cv25519", "encr", "never")
            let file = "\(scratch.path)/key.pgp"
            let exported = try await home.run("--output", file, "--export", fingerprint)
            await home.close()
            for result in [added, addedKey, exported] where result.code != 0 {
                throw InteropError("gpg makes no key: \(result.errors)")
            }
            let node = try await ClavigerNode(
                "n", in: "\(scratch.path)/n", address: Loopback.address())
            try node.edit("dns: ", "{listen: [\"\(listen)\"], zones: [example.org]}")
            try await node.load(file)
            return Keyserver(scratch: scratch, node: node, fingerprint: fingerprint)
        }

        private func gateway(_ node: ClavigerNode, outputs: String) async throws -> Program {
            let gateway = try Program(
                [Package.claviger, "gateway", "dns", "--config", node.configuration],
                outputs: outputs)
            try await poll("the gateway to be ready") {
                guard gateway.isRunning else {
                    throw InteropError("the gateway ended at its start: \(gateway.errors)")
                }
                return gateway.output.contains("ready\n")
            }
            return gateway
        }

        @Test(
            .enabled(
                if: Tool.dig.isExpected && Tool.gpg.isExpected,
                "needs dig and GnuPG: apt-get install bind9-dnsutils gnupg"))
        func `dig gets the key, by TCP where UDP is too narrow, and survives the node's absence`()
            async throws
        {
            let port = try Loopback.port(at: "127.0.0.1")
            let server = try await keyserver(listen: "127.0.0.1:\(port)")
            let node = server.node
            try await node.start()
            let gateway = try await gateway(node, outputs: "\(server.scratch.path)/gateway")
            func dig(_ arguments: String...) async throws -> String {
                try await Program.check(["dig", "-p", "\(port)", "@127.0.0.1"] + arguments)
            }

            let text = try await dig(Self.name, "TYPE61", "+short", "+unknownformat")
            let key = try #require(try key(inRecord: text), "\(text)")
            #expect(key.fingerprint.hex == server.fingerprint)
            #expect(
                key.identities.map { String(decoding: $0.packet.body, as: UTF8.self) }
                    == ["Test <Test@example.org>"])
            #expect(key.subkeys.count == 1)

            let narrow = try await dig(Self.name, "TYPE61", "+notcp", "+ignore")
            #expect(narrow.contains("flags: qr aa tc"), "\(narrow)")
            #expect(narrow.contains("ANSWER: 0"), "\(narrow)")
            let none = try await dig("a.\(Self.name)", "TYPE61")
            #expect(none.contains("status: NXDOMAIN"), "\(none)")
            #expect(none.contains("SOA\t_openpgpkey.example.org."), "\(none)")
            let outside = try await dig("example.org", "MX")
            #expect(outside.contains("status: REFUSED"), "\(outside)")
            let transfer = try await dig("axfr", "_openpgpkey.example.org")
            #expect(transfer.contains("Transfer failed"), "\(transfer)")

            try await node.stop(SIGKILL)
            let absent = try await dig("_openpgpkey.example.org", "SOA")
            #expect(absent.contains("status: NOERROR"), "\(absent)")
            try await node.start()
            let again = try await dig(Self.name, "TYPE61", "+short", "+unknownformat")
            #expect(again == text)

            #expect(try await gateway.stop() == 0)
            #expect(try await node.stop() == 0)
            server.scratch.remove()
        }

        /// The key of a line `\# LENGTH HEX HEX …` (RFC 3597 §5).
        private func key(inRecord line: String) throws -> TransferablePublicKey? {
            let words = line.split { $0 == " " || $0 == "\n" }
            guard words.count > 2, words[0] == "\\#", let length = Int(words[1]) else { return nil }
            let digits = words[2...].joined().compactMap(\.hexDigitValue)
            guard digits.count == 2 * length else { return nil }
            return try TransferablePublicKey.decode(
                (0..<length).map { UInt8(digits[2 * $0] << 4 | digits[2 * $0 + 1]) })
        }

        /// Runs with a network and a resolver of its own; the node stays outside, and its socket is
        /// the only way to it.
        private static let script = """
            set -eu
            ip link set lo up
            mount --bind "$SCRATCH/resolv.conf" /etc/resolv.conf
            "$CLAVIGER" gateway dns --config "$CONFIG" >"$SCRATCH/gateway.out" &
            until grep -q '^ready' "$SCRATCH/gateway.out"; do
                kill -0 $!
                sleep 0.05
            done
            locate() {
                gpg --batch --no-tty --auto-key-locate clear,nodefault,dane \\
                    --locate-external-key "$1"
            }
            locate Test@example.org
            if locate nobody@example.org; then exit 3; fi
            """

        @Test(
            .enabled(
                if: Tool.gpg.isExpected && Namespace.isNetworkGranted,
                "needs GnuPG (apt-get install gnupg dirmngr) and root, for a network of its own"))
        func `gpg finds the key by DANE, over a gateway that has nothing but the node's socket`()
            async throws
        {
            let server = try await keyserver(listen: "127.0.0.1:53")
            let scratch = server.scratch
            try await server.node.start()
            _ = try scratch.write(Array("nameserver 127.0.0.1\n".utf8), to: "resolv.conf")
            _ = try scratch.write([], to: "gateway.out")
            let home = try GnuPGHome(in: scratch, "gpg-finder")

            let result = try await Program.run(
                Namespace.network + ["sh", "-c", Self.script],
                environment: [
                    "CLAVIGER": Package.claviger, "CONFIG": server.node.configuration,
                    "GNUPGHOME": home.folder, "LC_ALL": "C.UTF-8", "SCRATCH": scratch.path,
                ], seconds: 60)
            #expect(result.code == 0, "\(result.errors)\(result.output)")
            #expect(try await home.fingerprints("Test@example.org") == [server.fingerprint])
            #expect(try await home.userIDs(server.fingerprint) == ["Test <Test@example.org>"])

            await home.close()
            try await server.node.stop()
            scratch.remove()
        }
    }
}
