import Listening
import NodeService

/// `GET /pks/stats` and `op=stats`: HTML as spiders scrape it from SKS, JSON with Hockeypuck's
/// field names.
struct Stats: Endpoint {
    let node: any NodeService
    let facts: HTTPGatewayConfiguration.Facts
    /// Unix seconds.
    let now: @Sendable () -> Int

    func answer(_ call: Call) async throws -> Answer {
        let status = try await node.status()
        let peers = try await node.peers()
        let activity = try await node.activity()
        if call.query.lists("json", in: "options") {
            let report = StatsReport(
                facts: facts, now: now(), status: status, peers: peers, activity: activity)
            return try Answer(json: report)
        }
        return Answer(html: page(status: status, peers: peers, activity: activity))
    }

    private func page(status: NodeStatus, peers: [PeerStatus], activity: Activity) -> String {
        var body = "<h1>OpenPGP Keyserver statistics</h1>\n"
        body += "<p>Taken at \(Timestamp(unix: now()).rfc3339)</p>\n<h2>Settings</h2>\n"
        body += table([
            ("Hostname:", facts.hostname), ("Nodename:", facts.nodename),
            ("Software:", "claviger"), ("Version:", facts.version),
            ("Server contact:", facts.contact ?? ""), ("HTTP port:", String(facts.httpPort)),
            ("Recon port:", facts.reconPort.map { String($0) } ?? ""),
        ])
        body += "<h2>Gossip Peers</h2>\n"
        body += "<table summary=\"Gossip Peers\">\n"
        for peer in peers {
            body += "<tr><td>\(hostAndPort(peer.recon).escapedForHTML)</td></tr>\n"
        }
        body += "</table>\n<h2>Statistics</h2>\n"
        body += "<p>Total number of keys: \(status.keys)</p>\n"
        for set in status.sets {
            body += "<p>Set \(set.profile.escapedForHTML): \(set.count) elements, "
            body += "root \(set.rootDigest.escapedForHTML)</p>\n"
        }
        body += "<p>Rules of verification: \(status.rules.escapedForHTML)</p>\n"
        body += "<p>Quarantined: \(status.quarantined.count)</p>\n"
        body += "<h2>Daily Histogram</h2>\n" + histogram(activity.daily, showsTime: false)
        body += "<h2>Hourly Histogram</h2>\n" + histogram(activity.hourly, showsTime: true)
        return htmlPage(title: "Keyserver statistics of \(facts.hostname)", body: body)
    }

    /// Spiders split the cell at the blank, as SKS writes membership.
    private func hostAndPort(_ address: String) -> String {
        guard let colon = address.lastIndex(of: ":") else { return address }
        return address[..<colon] + " " + address[address.index(after: colon)...]
    }

    private func table(_ rows: [(String, String)]) -> String {
        let lines = rows.map {
            "<tr><td>\($0.0.escapedForHTML)</td><td>\($0.1.escapedForHTML)</td></tr>\n"
        }
        return "<table summary=\"Keyserver Settings\">\n" + lines.joined() + "</table>\n"
    }

    private func histogram(_ periods: [Activity.Period], showsTime: Bool) -> String {
        var text = "<table>\n<tr><th>Time</th><th>New Keys</th><th>Updated Keys</th></tr>\n"
        for period in periods {
            let time = Timestamp(unix: period.start)
            text += "<tr><td>\(showsTime ? time.rfc3339 : time.date)</td>"
            text += "<td>\(period.inserted)</td><td>\(period.updated)</td></tr>\n"
        }
        return text + "</table>\n"
    }
}
