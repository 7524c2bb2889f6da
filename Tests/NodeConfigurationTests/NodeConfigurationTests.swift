import Foundation
import Testing
import TransportSecurity

@testable import NodeConfiguration

/// The smallest file that is taken.
let smallest = """
    node:
      name: a
      data: data
      socket: data/node.sock

    """

@Suite struct NodeConfigurationTests {
    @Test func `the example of the interface is read as it says`() throws {
        let file = try TemporaryFile(
            """
            node:
              name: a
              data: /var/lib/claviger            # relative paths are relative to this file
              socket: node.sock
              idle_timeout: 90s
            http:
              listen:
                - "127.0.0.1:11371"
                - address: "[::1]:11371"
                - address: "[::]:443"
                  tls: {certificate: tls/server.pem, key: /etc/server.key}
              trusted_proxies: [127.0.0.1, 10.0.0.0/8, "2001:db8::/32"]
              metrics: [192.0.2.7]
              workers: 4
            recon:
              listen: 127.0.0.1:11370
              source: null
              interval: 5m
              peers:
                - name: b
                  recon: 127.0.0.2:11370
                  http: http://127.0.0.2:11371
                  protocol: sks
                  profile: sks
                  filters: [yminsky.dedup]
                - name: c
                  recon: keys.example.org:11370
                  http: http://[2001:db8::1]:8080/
                  filters: [yminsky.merge, yminsky.dedup]
            keys:
              third_party: all
            log:
              level: warning
              levels: {gossip: debug}
              format: json
            limits:
              wanted_per_peer: 20000
              request_failures: 50
            """)
        let configuration = try NodeConfiguration.load(file.path)
        #expect(configuration.name == "a")
        #expect(configuration.data == "/var/lib/claviger")
        #expect(configuration.socket == file.folder + "/node.sock")
        #expect(configuration.idleTimeout == .seconds(90))
        let listeners = configuration.http.listen
        #expect(
            listeners.map(\.address.description) == ["127.0.0.1:11371", "[::1]:11371", "[::]:443"])
        #expect(listeners.map(\.address.host) == ["127.0.0.1", "::1", "::"])
        #expect(
            listeners.map(\.tls) == [
                nil, nil,
                TLSFiles(
                    certificate: file.folder + "/tls/server.pem", key: "/etc/server.key",
                    clientCA: nil),
            ])
        #expect(configuration.http.portForPeers == 11_371)
        let recon = try #require(configuration.recon)
        #expect(recon.listen == HostAndPort(host: "127.0.0.1", port: 11370))
        #expect(recon.interval == .seconds(300))
        #expect(recon.peers.map(\.name) == ["b", "c"])
        #expect(recon.peers[0].http.description == "http://127.0.0.2:11371")
        #expect(recon.peers[0].filters == [.dedup])
        #expect(recon.peers[1].http.address == HostAndPort(host: "2001:db8::1", port: 8080))
        #expect(recon.peers[1].filters == [.dedup, .merge])
        #expect(recon.peers[1].protocol == .sks)
        #expect(
            configuration.http.trustedProxies == ["127.0.0.1", "10.0.0.0/8", "2001:db8::/32"])
        #expect(configuration.http.metrics == ["192.0.2.7"])
        #expect(configuration.http.workers == .processes(4))
        #expect(configuration.keys.thirdParty == .all)
        #expect(configuration.log.level(of: .gossip) == .debug)
        #expect(configuration.log.level(of: .http) == .warning)
        #expect(configuration.log.format == .json)
        var limits = Limits()
        limits.wantedPerPeer = 20_000
        limits.requestFailures = 50
        #expect(configuration.limits == limits)
    }

    @Test func `what is left out has its default`() throws {
        let file = try TemporaryFile(smallest)
        let configuration = try NodeConfiguration.load(file.path)
        #expect(
            configuration
                == NodeConfiguration(
                    name: "a", data: file.folder + "/data",
                    socket: file.folder + "/data/node.sock"))
        #expect(configuration.idleTimeout == .seconds(120))
        #expect(configuration.recon == nil)
        #expect(configuration.limits.submissionBytes == 8_388_608)
        #expect(configuration.limits.wantedPerPeer == 250_000)
        #expect(configuration.http.trustedProxies == [])
        #expect(configuration.http.metrics == ["127.0.0.0/8", "::1"])
        #expect(configuration.keys.thirdParty == .approved)
        #expect(configuration.log == LogConfiguration(level: .info, levels: [:], format: .auto))
    }

    @Test func `nobody may read the metrics when the list is empty`() throws {
        let file = try TemporaryFile(smallest + "http: {listen: [], metrics: []}\n")
        #expect(try NodeConfiguration.load(file.path).http.metrics == [])
    }

    @Test func `sections that are null are left out`() throws {
        #expect(try problems(in: smallest + "http: null\nrecon: ~\nkeys:\nlimits:\n") == [])
    }

    @Test func `all problems of a file are reported at once, by line`() throws {
        let found = try problems(
            in: """
                node:
                  name: -a
                  data: [x]
                  socket: node.sock
                  idle_timeout: 2 minutes
                http:
                  listen: 127.0.0.1:11371
                  workers: many
                recon:
                  listen: 127.0.0.1
                  peers:
                    - name: b
                      recon: 127.0.0.2:11370
                      http: https://127.0.0.2
                    - name: b
                      recon: 127.0.0.3:70000
                      http: http://127.0.0.3:11371
                      filters: [yminsky.dedup, x]
                mail: null
                """)
        #expect(
            found == [
                "2: node.name: \"-a\" is not a name: write at most 63 letters, digits and -_. and "
                    + "start with a letter or digit",
                "3: node.data: expected one value, not a list or section: write it after the colon",
                "5: node.idle_timeout: \"2 minutes\" is not a duration: write a whole number and a "
                    + "unit, such as 120s, 5m or 24h",
                "7: http.listen: expected a list: write [VALUE, VALUE] or lines that start with -",
                "8: http.workers: \"many\" is not taken: write 0 for this process, a number up to 64 "
                    + "of processes that it starts, or apart for ones that you start",
                "10: recon.listen: \"127.0.0.1\" has no port: write HOST:PORT, such as "
                    + "127.0.0.1:11371",
                "14: recon.peers[0].http: \"https://127.0.0.2\" is not an http URL: write "
                    + "http://HOST:PORT, such as http://127.0.0.2:11371",
                "15: recon.peers[1].name: \"b\" is already the peer of line 12: write another name",
                "16: recon.peers[1].recon: \"70000\" is not a port: write a number from 1 to 65535",
                "18: recon.peers[1].filters[1]: unknown filter \"x\": write yminsky.dedup or "
                    + "yminsky.merge",
                "19: mail: unknown key: the keys here are node, http, api, recon, dns, keys, "
                    + "roles, log, limits; remove it",
            ])
    }
}
