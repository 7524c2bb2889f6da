import Testing
import TransportSecurity

@testable import NodeConfiguration

/// The section `roles`.
@Suite struct RolesTests {
    private static let apart = """
        node:
          name: a
          data: data
          socket: run/node.sock

        """

    @Test func `users and groups are named or numbered`() throws {
        let file = try TemporaryFile(
            Self.apart + """
                roles:
                  reader: [root, "uid 1001", "@root", gid 1001]
                  operator:
                    - uid 4294967294
                  auditor: []
                  gateway: null
                """)
        let grants = try NodeConfiguration.load(file.path).roles.grants
        #expect(
            grants[.reader]?.map(\.identity) == [.user(0), .user(1001), .group(0), .group(1001)])
        #expect(grants[.operator]?.map(\.identity) == [.user(4_294_967_294)])
        #expect(grants.count == 2)
    }

    @Test(arguments: [
        ("nobody-of-this-name", "this system has no user \"nobody-of-this-name\": add it, or"),
        ("\"@nobodies\"", "this system has no group \"nobodies\": add it, or write"),
        ("1001", "\"1001\" is a number: write \"uid 1001\" or \"gid 1001\""),
        ("uid x", "\"uid x\" has no such number: write"),
        ("uid 4294967295", "\"uid 4294967295\" has no such number"),
        ("uid +5", "\"uid +5\" has no such number"), ("uid", "this system has no user \"uid\""),
        ("a b", "\"a b\" is nobody: write a user's name"), ("\"\"", "\"\" is nobody"),
        ("dns a_b..c", "\"a_b..c\" is no DNS name: write one that stands in the certificate"),
        ("dns 192.0.2.1", "is no DNS name"), ("\"dns *.example.org\"", "is no DNS name"),
        ("uri gateway", "\"gateway\" is no URI: write one"), ("\"uri a:\\u00e9\"", "is no URI"),
        ("sha256 abcd", "\"abcd\" is no SHA-256 digest: write what `openssl x509"),
        ("sha256 \(String(repeating: "g", count: 64))", "is no SHA-256 digest"),
        ("\"a\\0b\"", "is nobody"), ("\"@\"", "this system has no group \"\""),
    ])
    func `who does not exist is a problem of its line`(text: String, problem: String) throws {
        let found = try problems(in: Self.apart + "roles:\n  reader:\n    - root\n    - \(text)\n")
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.hasPrefix("8: roles.reader[1]: ") == true, "\(found)")
        #expect(found.first?.contains(problem) == true, "\(found)")
    }

    private static let api = """
        api:
          listen:
            - address: 127.0.0.1:1
              tls: {certificate: c, key: k, client_ca: a}

        """

    @Test func `certificates are named by DNS name, URI or digest, and need no open folder`() throws
    {
        let digest = String(repeating: "ab", count: 32)
        let colons = Array(repeating: "AB", count: 32).joined(separator: ":")
        let file = try TemporaryFile(
            smallest + Self.api
                + "roles:\n  gateway: [dns GW.Example.org, 'uri spiffe://Example.org/gw', "
                + "'sha256 \(colons)', sha256 \(digest.uppercased())]\n")
        #expect(
            try NodeConfiguration.load(file.path).roles.grants[.gateway]?.map(\.identity) == [
                .certificate(.dns("gw.example.org")), .certificate(.uri("spiffe://Example.org/gw")),
                .certificate(.sha256(digest)), .certificate(.sha256(digest)),
            ])
    }

    @Test func `roles have their names, and nobody has one twice`() throws {
        #expect(
            try problems(
                in: Self.apart + "roles:\n  raeder: [root]\n  auditor: [root, root]\n  gateway: x\n"
            )
                == [
                    "6: roles.raeder: unknown key: write reader, or remove it",
                    "7: roles.auditor[1]: root stands twice: remove one",
                    "8: roles.gateway: expected a list: write [VALUE, VALUE] or lines that start "
                        + "with -",
                ])
    }

    @Test func `a socket among the node's own files lets nobody in`() throws {
        let found = try problems(in: smallest + "roles:\n  reader: [root]\n")
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("6: roles: nobody named here reaches node.socket") == true)
        #expect(try problems(in: smallest + "roles: {}\n") == [])
        #expect(try problems(in: smallest + "roles:\n  reader: []\n") == [])
    }
}
