import NIOCore
import Replication
import Testing

@testable import Gossip

@Suite struct HostAddressTests {
    @Test func `an IPv4 address and its IPv6-mapped form are the same`() throws {
        let plain = try #require(HostAddress(literal: "192.0.2.7"))
        let mapped = try #require(HostAddress(literal: "::ffff:192.0.2.7"))
        #expect(plain == mapped && plain.hashValue == mapped.hashValue)
        #expect(mapped.description == "192.0.2.7")
        #expect(HostAddress(literal: "192.0.2.8") != plain)
        #expect(HostAddress(literal: "2001:db8::1") == HostAddress(literal: "2001:DB8:0::1"))
        #expect(try HostAddress(SocketAddress(ipAddress: "192.0.2.7", port: 9)) == plain)
    }

    @Test(arguments: ["localhost", "", "1.2.3", "1.2.3.4:5", "[::1]", "1.2.3.4\0"])
    func `what is no address is a name`(text: String) {
        #expect(HostAddress(literal: text) == nil)
    }

    @Test func `connections leave from the address that peers know`() {
        func source(_ listen: String, _ given: String? = nil) -> String? {
            GossipConfiguration(
                listen: .init(host: listen, port: 11_370), source: given, httpPort: 11_371
            ).dialSource
        }
        #expect(source("192.0.2.1") == "192.0.2.1")
        #expect(source("192.0.2.1", "192.0.2.2") == "192.0.2.2")
        #expect(source("0.0.0.0") == nil)
        #expect(source("::") == nil)
        #expect(source("keys.example.org") == nil)
    }
}

@Suite struct HashqueryURLTests {
    private func peer(_ http: String?) -> GossipConfiguration.Peer {
        GossipConfiguration.Peer(
            name: "b", recon: .init(host: "2001:db8::1", port: 11_370), http: http)
    }

    @Test func `the configured URL is asked, else the host of recon at the announced port`() {
        func text(_ http: String?, _ port: UInt16?) -> String? {
            HashqueryURL.text(of: peer(http), announcedPort: port)
        }
        let plain = "http://keys.example.org:8080"
        #expect(text(plain + "/", 9) == plain + "/pks/hashquery")
        let below = "https://keys.example.org/sks"
        #expect(text(below, nil) == below + "/pks/hashquery")
        #expect(text(nil, 11_371) == "http://[2001:db8::1]:11371/pks/hashquery")
        #expect(text(nil, nil) == nil)
    }

    @Test func `the port of a URL`() {
        #expect(HashqueryURL.port(of: peer("http://keys.example.org:8080/x:1")) == 8_080)
        #expect(HashqueryURL.port(of: peer("http://[::1]:11371")) == 11_371)
        #expect(HashqueryURL.port(of: peer("http://keys.example.org/")) == nil)
        #expect(HashqueryURL.port(of: peer("http://[::1]/")) == nil)
        #expect(HashqueryURL.port(of: peer(nil)) == nil)
    }
}

@Suite struct LimitedLogTests {
    @Test func `of many events at once one gets a line, and the next line counts the rest`() {
        let log = LimitedLog(spacing: .seconds(10))
        #expect(log.take(at: .zero) == 1)
        for second in 1..<10 {
            #expect(log.take(at: Instant(sinceZero: .seconds(second))) == nil)
        }
        #expect(log.take(at: Instant(sinceZero: .seconds(10))) == 10)
    }
}
