import FoundationEssentials
import NodeService
import OpenPGP
import Synchronization
import SyntheticKeys
import Testing

@testable import HTTPGateway

@Suite struct StatsTests {
    private let node: MemoryNode

    init() {
        node = MemoryNode((0..<3).map { SyntheticKey($0).key })
        let peers = [
            PeerStatus(
                name: "b", recon: "keys.example.net:11370", http: "http://keys.example.net:11371",
                profile: "sks", filters: ["yminsky.dedup"],
                lastIncoming: .init(time: 1_600_000_000, failure: nil, missing: 3),
                lastOutgoing: .init(time: 1_600_000_100, failure: "refused <b>", missing: 0),
                wanted: 2),
            PeerStatus(
                name: "c", recon: "[2001:db8::1]:11370", http: "http://[2001:db8::1]:11371",
                profile: "sks", filters: []),
        ]
        node.state.withLock { $0.peers = peers }
    }

    @Test func `spiders find what they scrape from SKS`() async throws {
        try await withGateway(node) { gateway in
            let pages = [
                try await request(gateway, "GET", "/pks/stats"),
                try await request(gateway, "GET", "/pks/lookup?op=stats"),
                try await request(gateway, "GET", "/pks/lookup?op=x-stats"),
            ]
            for page in pages {
                #expect(page.status == 200)
                #expect(page["Content-Type"] == "text/html; charset=utf-8")
                let parts = page.text.split(separator: "<h2>Gossip Peers")
                let rest = try #require(parts.count == 2 ? parts[1] : nil)
                #expect(rest.contains("<tr><td>keys.example.net 11370</td></tr>"))
                #expect(rest.contains("<tr><td>[2001:db8::1] 11370</td></tr>"))
                #expect(rest.contains("Total number of keys: 3<"))
                #expect(rest.contains("<p>Rules of verification: claviger-1 &lt;a&gt;</p>"))
                #expect(rest.contains("<p>Quarantined: 1</p>"))
                #expect(page.text.contains("<tr><td>Version:</td><td>0.1.0</td></tr>"))
            }
        }
    }

    @Test func `JSON has Hockeypuck's names`() async throws {
        struct Report: Decodable {
            struct Configuration: Decodable {
                let selfSignedOnly: Bool
                let keywordSearchDisabled: Bool
                let enableInexactMatching: Bool
            }
            struct Peer: Decodable {
                let name: String
                let httpAddr: String
                let reconAddr: String
                let lastIncomingRecon: String?
                let lastIncomingError: String?
                let lastOutgoingRecon: String?
                let lastOutgoingError: String?
                let reconStatus: String
                let recoveryStatus: String
            }
            struct Period: Decodable {
                let Inserted: Int
                let Updated: Int
                let Removed: Int
                let InsertedJitter: Int
                let RemovedJitter: Int
                let Time: String
            }
            let now: String
            let version: String
            let hostname: String
            let nodename: String
            let contact: String
            let httpAddr: String
            let queryConfig: Configuration
            let reconAddr: String
            let software: String
            let total: Int
            let rules: String
            let quarantined: Int
            let peers: [Peer]
            let pksTargets: [String]
            let hourly: [Period]
            let daily: [Period]
        }
        try await withGateway(node) { gateway in
            for target in ["/pks/stats?options=json", "/pks/lookup?op=stats&options=json"] {
                let reply = try await request(gateway, "GET", target)
                #expect(reply["Content-Type"] == "application/json")
                let report = try JSONDecoder().decode(Report.self, from: Data(reply.body))
                #expect(report.now == "2023-11-14T22:13:20Z")
                #expect(report.total == 3)
                #expect(report.rules == "claviger-1 <a>" && report.quarantined == 1)
                #expect(report.software == "claviger")
                #expect(report.hostname == "keys.example.org")
                #expect(report.reconAddr == ":11370" && report.httpAddr == ":11371")
                #expect(report.peers.map(\.name) == ["b", "c"])
                #expect(report.peers[0].lastIncomingRecon == "2020-09-13T12:26:40Z")
                #expect(report.peers[0].lastOutgoingError == "refused <b>")
                #expect(report.peers[0].reconStatus == "refused <b>")
                #expect(report.peers[1].lastIncomingRecon == nil)
                #expect(report.hourly[0].Time == "2023-11-14T22:00:00Z")
                #expect(report.daily[0].Inserted == 5 && report.daily[0].Updated == 2)
            }
        }
    }

    @Test func `health follows the node`() async throws {
        try await withGateway(node) { gateway in
            let well = try await request(gateway, "GET", "/pks/health")
            #expect(well.status == 200 && well.text == "OK\n")
            node.state.withLock { $0.isHealthy = false }
            let ill = try await request(gateway, "GET", "/pks/health")
            #expect(ill.status == 503)
        }
    }

    @Test func `the first page says what this is`() async throws {
        try await withGateway(node) { gateway in
            let page = try await request(gateway, "GET", "/")
            #expect(page.text.contains("keys.example.org"))
            #expect(page.text.contains("href=\"/pks/stats\""))
            #expect(page.text.contains("action=\"/pks/lookup\""))
            #expect(!page.text.contains("<script"))
            let robots = try await request(gateway, "GET", "/robots.txt")
            #expect(robots.text == "User-agent: *\nDisallow: /pks/\nDisallow: /vks/\n")
        }
    }

    @Test func `OPTIONS says what a page knows`() async throws {
        try await withGateway(node) { gateway in
            for (target, methods) in [
                ("/pks/lookup", "GET, HEAD, OPTIONS"), ("/pks/add", "POST, OPTIONS"),
                ("/pks/hashquery", "POST, OPTIONS"), ("/pks/health", "GET, HEAD, OPTIONS"),
            ] {
                let reply = try await request(gateway, "OPTIONS", target)
                #expect(reply.status == 200)
                #expect(reply["Allow"] == methods)
                #expect(reply["Access-Control-Allow-Methods"] == methods)
                #expect(reply["Access-Control-Allow-Origin"] == "*")
            }
            let wrong = try await request(gateway, "DELETE", "/pks/lookup")
            #expect(wrong.status == 405)
            #expect(wrong["Allow"] == "GET, HEAD, OPTIONS")
        }
    }
}
