import Testing

@testable import NodeConfiguration

@Suite struct HostAndPortTests {
    @Test(arguments: [
        "127.0.0.1:11371", "[::1]:11371", "[2001:db8::ff]:1", "keys.example.org:65535",
        "localhost:80", "my_host-1:80",
    ])
    func `an address is written as it was read`(text: String) throws {
        #expect(try HostAndPort(text).description == text)
    }

    @Test(arguments: [
        "", ":", ":80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536",
        "127.0.0.1:+80", "127.0.0.1: 80", "127.0.0.1:80 ", "127.0.0.1:000080", "256.0.0.1:80",
        "1.2.3:80", "::1:80", "[::1]", "[::1]80", "[::1", "[]:80", "[127.0.0.1]:80", "[::g]:80",
        "-host:80", "host-:80", "a..b:80", "ho st:80", "hé:80", "*:80", "http://a:80", "a/b:80",
    ])
    func `what is no address is refused with advice`(text: String) throws {
        let error = #expect(throws: ValueError.self) { try HostAndPort(text) }
        #expect(error?.description.contains(": ") == true)
    }

    @Test func `a NUL ends no address early`() {
        #expect(throws: ValueError.self) { try HostAndPort("127.0.0.1\0:80") }
        #expect(throws: ValueError.self) { try HostAndPort("[::1\0]:80") }
    }

    @Test func `a URL of a peer is a scheme, a host and a port`() throws {
        #expect(try PeerURL("http://127.0.0.2:11371").description == "http://127.0.0.2:11371")
        #expect(try PeerURL("HTTP://[::1]:11371/").description == "http://[::1]:11371")
        #expect(try PeerURL("http://keys.example.org").address.port == 80)
        #expect(try PeerURL("http://[::1]").address == HostAndPort(host: "::1", port: 80))
    }

    @Test(arguments: [
        "", "keys.example.org:11371", "https://a:11371", "http://", "http://a:11371/pks",
        "http://user@a:11371", "http://a:11371?x", "http://a:", "http://a:x",
    ])
    func `what is no URL of a peer is refused`(text: String) {
        #expect(throws: ValueError.self) { try PeerURL(text) }
    }
}
