import Foundation
import Testing

extension Interoperability {
    /// Other users of this host at the node socket.
    @Suite(
        .serialized,
        .enabled(
            if: geteuid() == 0 && Tool.curl.isExpected && Tool.setpriv.isExpected,
            "Only root can become other users."))
    struct Access {
        /// Users that no system has.
        private static let reader = 1_234_567
        private static let submitter = 1_234_568
        private static let auditors = 1_234_569
        private static let nobody = 1_234_570

        private struct Answer {
            let status: Int
            let text: String
        }

        /// What curl gets as a user in no group but these.
        private func ask(
            _ user: Int, _ socket: String, _ path: String, groups: [Int] = [],
            _ arguments: [String] = []
        ) async throws -> Answer {
            let list =
                groups.isEmpty
                ? "--clear-groups" : "--groups=\(groups.map(String.init).joined(separator: ","))"
            let result = try await Program.run(
                [
                    "setpriv", "--reuid=\(user)", "--regid=\(user)", list, "curl", "-sS",
                    "--max-time", "30", "--unix-socket", socket, "-w", "\n%{http_code}",
                    "http://localhost\(path)",
                ] + arguments)
            let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
            return Answer(
                status: lines.last.flatMap { Int($0) } ?? -Int(result.code),
                text: lines.dropLast().joined(separator: "\n") + result.errors)
        }

        private func withNode(
            roles: String, _ body: (ClavigerNode, _ socket: String) async throws -> Void
        ) async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            chmod(scratch.path, 0o711)
            let node = try await ClavigerNode(
                "node", in: "\(scratch.path)/n", address: Loopback.address())
            chmod(node.folder, 0o711)
            try node.edit("socket: ", "run/node.sock")
            try node.edit("roles:", roles)
            try await node.start()
            try await body(node, "\(node.folder)/run/node.sock")
            #expect(try await node.stop() == 0)
        }

        @Test func `users do what their roles allow and get 403 for the rest`() async throws {
            let roles =
                " {reader: [uid \(Self.reader)], submitter: [uid \(Self.submitter)], "
                + "auditor: [gid \(Self.auditors)]}"
            try await withNode(roles: roles) { node, socket in
                let keys = try await GeneratedKeys.make(seed: 3, count: 1, in: node.folder)
                let key = try #require(FileManager.default.contents(atPath: keys.path))
                let body = "/dev/shm/claviger-\(UUID().uuidString)"
                try key.write(to: URL(fileURLWithPath: body))
                defer { try? FileManager.default.removeItem(atPath: body) }
                chmod(body, 0o644)
                let post = [
                    "--data-binary", "@\(body)", "-H", "Content-Type: application/pgp-keys",
                ]

                #expect(try await ask(Self.reader, socket, "/v1/status").status == 200)
                let refused = try await ask(Self.reader, socket, "/v1/keys", post)
                #expect(refused.status == 403, "\(refused)")
                #expect(
                    refused.text.contains("user \(Self.reader) has the roles reader"), "\(refused)")
                #expect(refused.text.contains("submitter, gateway, operator"), "\(refused)")
                #expect(try await node.status().keys == 0)

                #expect(try await ask(Self.submitter, socket, "/v1/status").status == 403)
                let other = "/v1/keys?origin=client&name=192.0.2.1"
                #expect(try await ask(Self.submitter, socket, other, post).status == 403)
                let load = "/v1/keys?origin=load"
                #expect(try await ask(Self.submitter, socket, load, post).status == 403)
                #expect(try await node.status().keys == 0)
                let taken = try await ask(Self.submitter, socket, "/v1/keys", post)
                #expect(taken.status == 200, "\(taken)")
                #expect(try await node.status().keys == 1)

                let check = ["-X", "POST"]
                #expect(try await ask(Self.nobody, socket, "/v1/check", check).status == 403)
                #expect(try await ask(Self.nobody, socket, "/v1/health").status == 403)
                let audit = try await ask(
                    Self.nobody, socket, "/v1/check", groups: [7, Self.auditors], check)
                #expect(audit.status == 200, "\(audit)")
                let stop = try await ask(
                    Self.nobody, socket, "/v1/shutdown", groups: [Self.auditors], check)
                #expect(stop.status == 403)
                #expect(try await node.status().refusals["socket.forbidden"] == 7)
            }
        }

        @Test func `where nobody is named nobody else can even connect`() async throws {
            try await withNode(roles: " {}") { _, socket in
                let answer = try await ask(Self.reader, socket, "/v1/health")
                // curl: (7) Couldn't connect.
                #expect(answer.status <= 0, "\(answer)")
                #expect(try await ask(0, socket, "/v1/health").status == 200)
            }
        }
    }
}
