import Foundation
import TestCertificates
import Testing

extension Interoperability {
    /// The API on TLS, as gateways and commands on other hosts use it.
    @Suite(.serialized)
    struct RemoteNodes {
        @Test func `a gateway serves for a node over TLS, until its role is taken away`()
            async throws
        {
            let remote = try await RemoteNode(roles: "{gateway: [dns gateway.test]}")
            try remote.certificates.makeClient("gateway", names: ["DNS:gateway.test"])
            let node = remote.node
            // Of its own node.yaml a gateway uses what is said of HTTP: it has no node.
            let own = try await ClavigerNode(
                "gateway", in: "\(remote.scratch.path)/g", address: Loopback.address())
            let command =
                [Package.claviger, "gateway", "http", "--config", own.configuration]
                + remote.options("gateway")
            let gateway = try Program(command, outputs: "\(own.folder)/gateway")
            try await poll("the gateway") { gateway.output.contains("ready") }
            func get(_ path: String) async throws -> Int {
                try await HTTPExchange.get(own.address, own.httpPort, path).status
            }

            let keys = try await GeneratedKeys.make(seed: 7, count: 40, in: node.folder)
            try await node.load(keys.path)
            #expect(try await own.count(of: keys.digests.prefix(20)) == 20)
            #expect(try await get("/pks/health") == 200)
            let armored = try #require(try await own.key(withDigest: keys.digests[0]))
            let answer = try await HTTPExchange.add(armored, to: own.address, own.httpPort)
            #expect(answer.status == 200, "\(answer.text)")

            try await remote.take(roles: "{}")
            #expect(try await get("/pks/lookup?op=hget&search=\(keys.digests[0])") >= 500)
            let refused = try await Program.run(command)
            #expect(refused.code == 78)
            #expect(refused.errors.contains("certificate dns gateway.test has no role here"))
            try await remote.take(roles: "{gateway: [dns gateway.test]}")
            #expect(try await own.count(of: keys.digests.prefix(1)) == 1)
            #expect(try await gateway.stop() == 0)
            try await remote.stop()
        }

        @Test func `commands reach a node over TLS and do what their certificate's roles allow`()
            async throws
        {
            let remote = try await RemoteNode(
                roles: "{reader: ['uri urn:claviger:reader'], operator: [dns admin.test]}")
            try remote.certificates.makeClient("reader", names: ["URI:urn:claviger:reader"])
            try remote.certificates.makeClient("admin", names: ["DNS:Admin.test"])
            try remote.certificates.makeClient("nobody", names: ["DNS:nobody.test"])
            let keys = try await GeneratedKeys.make(seed: 8, count: 3, in: remote.node.folder)

            let added = try await remote.run("load", as: "admin", keys.path)
            #expect(added.code == 0, "\(added.errors)")
            #expect(try await remote.node.status().keys == 3)
            let status = try await remote.run("status", as: "reader", "--json")
            #expect(status.code == 0 && status.output.contains("\"keys\""), "\(status.errors)")
            let dumped = try await remote.run("dump", as: "admin", "\(remote.scratch.path)/dump")
            #expect(dumped.code == 0, "\(dumped.errors)")

            let refused = try await remote.run("load", as: "reader", keys.path)
            #expect(refused.code == 65, "\(refused)")
            #expect(refused.errors.contains("certificate uri urn:claviger:reader has the roles"))
            let nobody = try await remote.run("status", as: "nobody")
            #expect(nobody.code == 65 && nobody.errors.contains("has no role here"), "\(nobody)")

            let strangers = try TestCertificates(in: "\(remote.scratch.path)/strangers")
            try strangers.makeClient("admin", names: ["DNS:admin.test"])
            let stranger = try await remote.run("status", as: "admin", of: strangers)
            #expect(stranger.code == 78, "\(stranger)")
            #expect(stranger.errors.contains("do not accept each other's certificates"))
            let usage = try await Program.run(
                [Package.claviger, "status", "--node", "https://localhost:\(remote.port)"])
            #expect(usage.code == 64 && usage.errors.contains("--certificate and --key"))
            #expect(try await remote.node.status().refusals["api.tls"] == 1)
            try await remote.node.stop()
            let away = try await remote.run("status", as: "admin")
            #expect(away.code == 69, "\(away)")
            remote.scratch.remove()
        }
    }
}
