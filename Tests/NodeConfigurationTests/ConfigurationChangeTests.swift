import Testing
import TransportSecurity

@testable import NodeConfiguration

@Suite struct ConfigurationChangeTests {
    private let running = NodeConfiguration(
        name: "a", data: "/d", socket: "/s",
        http: HTTPConfiguration(
            listen: [
                HTTPListener(HostAndPort(host: "::1", port: 80)),
                HTTPListener(
                    HostAndPort(host: "::1", port: 443),
                    tls: TLSFiles(certificate: "/c", key: "/k")),
            ]),
        api: APIConfiguration(listen: [
            APIListener(
                HostAndPort(host: "::1", port: 11_372),
                tls: TLSFiles(certificate: "/c", key: "/k", clientCA: "/a"))
        ]),
        recon: ReconConfiguration(listen: HostAndPort(host: "::1", port: 11_370)))

    private func change(_ edit: (inout NodeConfiguration) -> Void) -> ConfigurationChange {
        var written = running
        edit(&written)
        return ConfigurationChange(from: running, to: written)
    }

    @Test func `a file that says the same changes nothing`() {
        let change = change { _ in }
        #expect(change.effective == running && change.taken == [] && change.waiting == [])
    }

    @Test func `files of TLS, proxies and what senders may cost are taken`() {
        let change = change {
            $0.http.listen[1].tls = TLSFiles(certificate: "/c2", key: "/k2", clientCA: "/ca")
            $0.http.trustedProxies = ["127.0.0.1"]
            $0.limits.submissionBytes = 1 << 20
            $0.limits.clientFailures = 7
        }
        #expect(
            change.taken == [
                "http.trusted_proxies", "http.listen", "limits.submission_bytes",
                "limits.client_failures_per_minute",
            ])
        #expect(change.waiting == [])
        #expect(change.effective.http.listen[1].tls?.certificate == "/c2")
        #expect(change.effective.http.trustedProxies == ["127.0.0.1"])
        #expect(change.effective.limits.clientFailures == 7)
    }

    @Test func `peers, times, log levels and who reads metrics are taken`() throws {
        let peer = PeerConfiguration(
            name: "b", recon: HostAndPort(host: "::1", port: 1),
            http: try PeerURL("http://[::1]:2"))
        let change = change {
            $0.idleTimeout = .seconds(9)
            $0.http.metrics = ["192.0.2.0/24"]
            $0.recon?.interval = .seconds(30)
            $0.recon?.peers = [peer]
            $0.log.level = .warning
            $0.log.levels = [.gossip: .trace]
        }
        #expect(
            change.taken == [
                "node.idle_timeout", "http.metrics", "recon.interval", "recon.peers", "log.level",
                "log.levels",
            ])
        #expect(change.waiting == [])
        #expect(change.effective.recon?.peers == [peer])
        #expect(change.effective.log.level(of: .gossip) == .trace)
        #expect(change.effective.idleTimeout == .seconds(9))
    }

    @Test func `roles and the files of the API are taken`() throws {
        let user = try SocketUser("dns gw.example.org")
        let change = change {
            $0.roles = RolesConfiguration([.gateway: [user]])
            $0.api.listen[0].tls.key = "/k2"
        }
        #expect(change.taken == ["api.listen", "roles"] && change.waiting == [])
        #expect(change.effective.roles.grants == [.gateway: [user]])
    }

    /// A place of node.yaml, and a change of what stands there.
    private struct Edit: Sendable {
        let place: String
        let make: @Sendable (inout NodeConfiguration) -> Void

        init(_ place: String, _ make: @escaping @Sendable (inout NodeConfiguration) -> Void) {
            self.place = place
            self.make = make
        }

        static let all = [
            Edit("node.name") { $0.name = "b" },
            Edit("node.data") { $0.data = "/e" },
            Edit("node.socket") { $0.socket = "/t" },
            Edit("recon") { $0.recon = nil },
            Edit("recon.listen") { $0.recon?.listen = HostAndPort(host: "::1", port: 9) },
            Edit("recon.source") { $0.recon?.source = "::2" },
            Edit("log.format") { $0.log.format = .text },
            Edit("http.workers") { $0.http.workers = .apart },
            Edit("keys") { $0.keys.thirdParty = .all },
            Edit("http.listen") { $0.http.listen.removeLast() },
            Edit("http.listen") {
                $0.http.listen[0].address = HostAndPort(host: "::1", port: 81)
            },
            Edit("http.listen") { $0.http.listen[1].tls = nil },
            Edit("api.listen") { $0.api.listen = [] },
            Edit("api.listen") {
                $0.api.listen[0].address = HostAndPort(host: "::1", port: 81)
            },
            Edit("limits.http_connections") { $0.limits.httpConnections = 9 },
            Edit("limits.recon_sessions") { $0.limits.reconSessions = 9 },
            Edit("limits.wanted_per_peer") { $0.limits.wantedPerPeer = 999 },
        ]
    }

    @Test func `the rest waits for a restart and is named`() {
        for edit in Edit.all {
            let change = change(edit.make)
            #expect(change.waiting == [edit.place])
            #expect(change.taken == [], "\(edit.place)")
            #expect(change.effective == running, "\(edit.place)")
        }
    }

    @Test func `what is taken and what waits are told apart`() {
        let change = change {
            $0.name = "b"
            $0.http.trustedProxies = ["::1"]
        }
        #expect(change.taken == ["http.trusted_proxies"] && change.waiting == ["node.name"])
        #expect(change.effective.name == "a" && change.effective.http.trustedProxies == ["::1"])
    }
}
