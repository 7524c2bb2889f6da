import Testing

@testable import NodeConfiguration

@Suite struct DNSConfigurationTests {
    private func read(_ section: String) throws -> DNSConfiguration? {
        let file = try TemporaryFile(smallest + section)
        return try NodeConfiguration.load(file.path).dns
    }

    @Test func `addresses and zones are read, names in lower case`() throws {
        let dns = try read(
            "dns:\n  listen: [\"127.0.0.1:5353\", \"[::1]:53\"]\n  zones: [Example.ORG, b.net]\n")
        #expect(dns?.listen.map(\.description) == ["127.0.0.1:5353", "[::1]:53"])
        #expect(dns?.zones == ["example.org", "b.net"])
    }

    @Test func `without the section there is none`() throws {
        #expect(try read("") == nil)
        #expect(try read("dns: null\n") == nil)
    }

    @Test func `what is missing is told with what to write`() throws {
        #expect(
            try problems(in: smallest + "dns:\n  zones: []\n") == [
                "6: dns.listen: missing: write listen: [127.0.0.1:5353]",
                "6: dns.zones: missing: write zones: [example.org]",
            ])
    }

    @Test func `a key that the section does not know is refused`() throws {
        let text = "dns:\n  listen: [127.0.0.1:53]\n  zones: [a.org]\n  zone: b\n"
        #expect(
            try problems(in: smallest + text) == [
                "8: dns.zone: unknown key: write zones, or remove it"
            ])
    }

    @Test(arguments: ["10.1.2.3", "_openpgpkey.a.org", "a..org", "ä.org", "a.org.", "-a.org"])
    func `what is no mail domain is refused`(zone: String) throws {
        let text = "dns:\n  listen: [127.0.0.1:53]\n  zones: [\"\(zone)\"]\n"
        #expect(
            try problems(in: smallest + text) == [
                "7: dns.zones[0]: \"\(zone)\" is no mail domain: write what stands behind the @ of "
                    + "its addresses, such as example.org"
            ])
    }

    @Test func `a domain before which no user fits is refused`() throws {
        let label = String(repeating: "a", count: 62)
        let longest = "\(label).\(label).\(String(repeating: "a", count: 58))"
        #expect(longest.utf8.count == 184)
        let before = smallest + "dns:\n  listen: [127.0.0.1:53]\n  zones: "
        #expect(try problems(in: before + "[\(longest)]\n") == [])
        #expect(try problems(in: before + "[\(longest)a]\n").count == 1)
    }

    @Test func `a zone that stands twice is refused`() throws {
        let text = "dns:\n  listen: [127.0.0.1:53]\n  zones: [a.org, A.org]\n"
        #expect(
            try problems(in: smallest + text) == [
                "7: dns.zones[1]: a.org stands twice: remove one"
            ])
    }

    @Test func `what is written is read back`() throws {
        let configuration = NodeConfiguration(
            name: "a", data: "/d", socket: "/d/node.sock",
            dns: DNSConfiguration(
                listen: [try HostAndPort("[::1]:53")], zones: ["example.org", "b.net"]))
        let text = ConfigurationText.write(configuration, data: "/d", socket: "/d/node.sock")
        let file = try TemporaryFile(text)
        #expect(try NodeConfiguration.load(file.path) == configuration)
    }
}
