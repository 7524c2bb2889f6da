import Foundation
import OpenPGP
import Testing

extension Interoperability {
    /// Clients that people use, on a cluster of three: what one node is given, the others give out.
    @Suite(.serialized)
    struct Clients {
        @Test(.enabled(if: Tool.gpg.isExpected, "needs GnuPG: apt-get install gnupg dirmngr"))
        func `gpg sends, receives, searches and refreshes, each on another node`() async throws {
            let cluster = try await Cluster(3)
            let ports = cluster.localPorts
            let sender = try GnuPGHome(in: cluster.scratch, "gpg-a")
            let receiver = try GnuPGHome(in: cluster.scratch, "gpg-b")
            let key = try await sender.makeKey("Ada Lovelace <ada@example.org>")

            let sent = try await sender.keyserver(ports[0], "--send-keys", key)
            #expect(sent.code == 0, "\(sent.errors)")
            try await cluster.wait(for: key)

            let received = try await receiver.keyserver(ports[1], "--recv-keys", key)
            #expect(received.code == 0, "\(received.errors)")
            #expect(try await receiver.fingerprints(key) == [key])

            let found = try await receiver.keyserver(
                ports[2], "--with-colons", "--search-keys", "ada@example.org")
            #expect(found.output.contains("pub:\(key):"), "\(found.output)\(found.errors)")
            #expect(found.output.contains("Ada Lovelace"))

            let added = try await sender.run("--quick-add-uid", key, "Ada King <king@example.org>")
            #expect(added.code == 0, "\(added.errors)")
            let sentAgain = try await sender.keyserver(ports[2], "--send-keys", key)
            #expect(sentAgain.code == 0, "\(sentAgain.errors)")
            try await cluster.wait(for: key, holding: "king@example.org")
            let refreshed = try await receiver.keyserver(ports[0], "--refresh-keys")
            #expect(refreshed.code == 0, "\(refreshed.errors)")
            #expect(try await receiver.userIDs(key).count == 2)

            await sender.close()
            await receiver.close()
            try await cluster.stop()
        }

        @Test(.enabled(if: Tool.gpg.isExpected, "needs GnuPG: apt-get install gnupg dirmngr"))
        func `gpg finds a key by key ID and by mail address, and is told when there is none`()
            async throws
        {
            let cluster = try await Cluster(2)
            let ports = cluster.localPorts
            let sender = try GnuPGHome(in: cluster.scratch, "gpg-a")
            let receiver = try GnuPGHome(in: cluster.scratch, "gpg-b")
            let key = try await sender.makeKey("Charles <charles@example.org>")
            _ = try await sender.keyserver(ports[0], "--send-keys", key)
            try await cluster.wait(for: key)

            let byKeyID = try await receiver.keyserver(
                ports[1], "--recv-keys", String(key.suffix(16)))
            #expect(byKeyID.code == 0, "\(byKeyID.errors)")
            let none = try await receiver.keyserver(
                ports[1], "--recv-keys", "0123456789ABCDEF0123456789ABCDEF01234567")
            #expect(none.code != 0)
            #expect(none.errors.contains("No data"), "\(none.errors)")
            let located = try await GnuPGHome(in: cluster.scratch, "gpg-c").run(
                "--auto-key-locate", "clear,nodefault,hkp://localhost:\(ports[1])",
                "--locate-external-key", "charles@example.org")
            #expect(located.code == 0, "\(located.errors)")

            await sender.close()
            await receiver.close()
            await (try GnuPGHome(in: cluster.scratch, "gpg-c")).close()
            try await cluster.stop()
        }

        @Test(
            .enabled(
                if: Tool.sq.isExpected && Tool.gpg.isExpected,
                "needs Sequoia and GnuPG: apt-get install sq gnupg"))
        func `sq sends to one node and gets from the other`() async throws {
            let cluster = try await Cluster(2)
            let home = try GnuPGHome(in: cluster.scratch, "gpg")
            let fingerprint = try await home.makeKey("Grace <grace@example.org>")
            let file = "\(cluster.scratch.path)/grace.asc"
            let exported = try await home.run("--armor", "--output", file, "--export", fingerprint)
            #expect(exported.code == 0, "\(exported.errors)")

            func sq(_ number: Int, _ arguments: String...) async throws -> ProgramResult {
                let server = "hkp://127.0.0.1:\(cluster.localPorts[number])"
                return try await Program.run(
                    ["sq", "keyserver", "-p", "insecure", "-s", server] + arguments)
            }
            let sent = try await sq(0, "send", file)
            #expect(sent.code == 0, "\(sent.errors)")
            try await cluster.wait(for: fingerprint)
            let got = try await sq(1, "get", fingerprint)
            #expect(got.code == 0, "\(got.errors)")
            #expect(try keys(inArmored: got.output).map(\.fingerprint.hex) == [fingerprint])
            let byMail = try await sq(1, "get", "grace@example.org")
            #expect(byMail.code == 0, "\(byMail.errors)")
            #expect(try keys(inArmored: byMail.output).map(\.fingerprint.hex) == [fingerprint])
            let none = try await sq(1, "get", "0123456789ABCDEF0123456789ABCDEF01234567")
            #expect(none.code != 0)

            await home.close()
            try await cluster.stop()
        }

        @Test(.enabled(if: Tool.curl.isExpected, "needs curl: apt-get install curl"))
        func `curl adds a key to one node and reads it from the other in every form`()
            async throws
        {
            let cluster = try await Cluster(2)
            let made = try await GeneratedKeys.make(seed: 9, count: 1, in: cluster.scratch.path)
            let armored = String(
                decoding: Armor.encode(
                    Array(FileManager.default.contents(atPath: made.path) ?? Data())),
                as: UTF8.self)
            let file = try cluster.scratch.write(Array(armored.utf8), to: "key.asc")
            let fingerprint = made.fingerprints[0]

            func curl(
                _ number: Int, _ path: String, _ arguments: String...
            ) async throws -> String {
                let url = "http://127.0.0.1:\(cluster.localPorts[number])\(path)"
                return try await Program.check(
                    ["curl", "-s", "-S", "-m", "20"] + arguments + [url])
            }
            let added = try await curl(
                0, "/pks/add", "-w", "%{http_code}", "--data-urlencode", "keytext@\(file)")
            #expect(added.hasSuffix("200"), "\(added)")
            try await cluster.wait(for: fingerprint)

            let get = "/pks/lookup?op=get&options=mr&search=0x\(fingerprint)"
            for version in ["--http1.0", "--http1.1"] {
                let got = try await curl(1, get, version)
                #expect(try keys(inArmored: got).map(\.fingerprint.hex) == [fingerprint])
            }
            let head = try await curl(1, get, "-I")
            #expect(head.contains("200"))
            #expect(head.lowercased().contains("application/pgp-keys"))
            let address = try #require(made.userIDs[0].split(separator: "<").last?.dropLast())
            let index = try await curl(1, "/pks/lookup?op=index&options=mr&search=\(address)")
            #expect(index.hasPrefix("info:1:1"))
            #expect(index.contains("pub:\(fingerprint):22:"))
            let hget = try await curl(1, "/pks/lookup?op=hget&options=mr&search=\(made.digests[0])")
            let digests = try keys(inArmored: hget).map(\.sksDigest.hex)
            #expect(digests == [made.digests[0].lowercased()])
            #expect(try await curl(1, "/pks/health", "-f").isEmpty == false)
            let stats = try await curl(1, "/pks/lookup?op=stats&options=json", "-f")
            let total = try JSONSerialization.jsonObject(with: Data(stats.utf8)) as? [String: Any]
            #expect(total?["total"] as? Int == 1)
            let none = try await curl(
                1, "/pks/lookup?op=get&options=mr&search=nobody", "-o", "/dev/null", "-w",
                "%{http_code}")
            #expect(none == "404")
            try await cluster.stop()
        }

        /// The keys of a client's output.
        private func keys(inArmored text: String) throws -> [TransferablePublicKey] {
            try Armor.decode(Array(text.utf8)).flatMap { block in
                TransferablePublicKeyReader(block.bytes).compactMap { element in
                    if case .key(let key) = element { key } else { nil }
                }
            }
        }
    }
}
