import Testing
import TransportSecurity

@testable import NodeConfiguration

@Suite struct ConfigurationTextTests {
    private func roundTrip(_ configuration: NodeConfiguration) throws -> NodeConfiguration {
        let text = ConfigurationText.write(
            configuration, data: configuration.data, socket: configuration.socket)
        let file = try TemporaryFile(text)
        return try NodeConfiguration.load(file.path)
    }

    @Test func `a node without gossip is read back as it was written`() throws {
        let configuration = NodeConfiguration(name: "a", data: "/d", socket: "/d/node.sock")
        #expect(try roundTrip(configuration) == configuration)
    }

    @Test func `a node with everything is read back as it was written`() throws {
        var configuration = NodeConfiguration(
            name: "a-1", data: "/with \"quotes\" \\ and: #tab\t", socket: "/ü/node.sock",
            idleTimeout: .seconds(61),
            http: HTTPConfiguration(
                listen: [
                    HTTPListener(
                        try HostAndPort("[::1]:11371"),
                        tls: TLSFiles(certificate: "/c \"d\"", key: "/k", clientCA: "/a")),
                    HTTPListener(
                        try HostAndPort("keys.example.org:443"),
                        tls: TLSFiles(certificate: "/c", key: "/k")),
                    HTTPListener(try HostAndPort("127.0.0.1:11371")),
                ], trustedProxies: ["::1", "10.0.0.0/8"], workers: .apart),
            api: APIConfiguration(listen: [
                APIListener(
                    try HostAndPort("[::1]:11372"),
                    tls: TLSFiles(certificate: "/c", key: "/k", clientCA: "/a")),
                APIListener(
                    try HostAndPort("192.0.2.1:11372"),
                    tls: TLSFiles(certificate: "/c2", key: "/k2", clientCA: "/a2")),
            ]),
            recon: ReconConfiguration(
                listen: try HostAndPort("[::]:11370"), source: "::1", interval: .seconds(30),
                peers: [
                    PeerConfiguration(
                        name: "b", recon: try HostAndPort("b.example.org:11370"),
                        http: try PeerURL("http://127.0.0.2:11371")),
                    PeerConfiguration(
                        name: "null", recon: try HostAndPort("[::2]:11370"),
                        http: try PeerURL("http://[::2]:11371"), filters: [.dedup, .merge]),
                ]),
            keys: KeysConfiguration(thirdParty: .none),
            roles: RolesConfiguration([
                .reader: [try SocketUser("uid 1001"), try SocketUser("@root")],
                .gateway: [try SocketUser("root"), try SocketUser("dns gw.example.org")],
                .auditor: [],
            ]),
            log: LogConfiguration(
                level: .error, levels: [.gossip: .trace, .http: .debug], format: .text))
        for (number, bound) in Limits.bounds.enumerated() {
            configuration.limits[keyPath: bound.field] = bound.allowed.lowerBound + number
        }
        #expect(try roundTrip(configuration) == configuration)
    }

    @Test func `relative paths stay relative to the file`() throws {
        let configuration = NodeConfiguration(name: "a", data: "/x/data", socket: "/x/s")
        let file = try TemporaryFile(
            ConfigurationText.write(configuration, data: "data", socket: "data/node.sock"))
        let read = try NodeConfiguration.load(file.path)
        #expect(read.data == file.folder + "/data")
        #expect(read.socket == file.folder + "/data/node.sock")
    }

    @Test func `every section and bound is written out`() {
        let text = ConfigurationText.write(
            NodeConfiguration(
                name: "a", data: "/d", socket: "/s",
                recon: ReconConfiguration(listen: HostAndPort(host: "::", port: 11_370))),
            data: "/d", socket: "/s")
        for key in [
            "node:", "http:", "api: null", "trusted_proxies: []", "recon:", "peers: []",
            "source: null",
            "keys:", "third_party: approved", "limits:", "log:", "levels: {}", "metrics: [",
        ] {
            #expect(text.contains(key), "\(key)")
        }
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
        #expect(Set(Limits.bounds.map(\.key)).count == Limits.bounds.count)
        #expect(Set(Limits.bounds.map { $0.field as AnyKeyPath }).count == Limits.bounds.count)
        for bound in Limits.bounds {
            #expect(Limits()[keyPath: bound.field] == bound.default, "\(bound.key)")
            #expect(text.contains("\n  \(bound.key): \(bound.default)\n"), "\(bound.key)")
            #expect(bound.allowed.contains(bound.default))
        }
    }
}
