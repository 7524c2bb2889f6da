import ArgumentParser
import NodeService
import TextTables

/// `claviger peers`.
struct PeersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "peers",
        abstract: "Show the configured peers and how each is doing.",
        discussion: """
            "in" is the last session that the peer dialled, "out" the last that this node dialled; \
            "wanted" counts keys still to be fetched from the peer, "declined" what it has and \
            this node does not take, because it was removed by order or came to nothing before, \
            "useless" what is remembered of the latter.

            Examples:
              claviger peers --config /var/lib/claviger/node.yaml
              claviger peers --json
            """)

    @OptionGroup var node: NodeOptions

    @Flag(name: .long, help: "Print the values as JSON.")
    var json = false

    func run() async throws {
        let peers = try await RunningNode.use(node.target()) { try await $0.peers() }
        if json { return try JSONOutput.write(peers) }
        guard !peers.isEmpty else {
            StandardOutput.line("no peers: recon.peers in node.yaml lists them")
            return
        }
        StandardOutput.write(Self.table(peers, now: SystemClock.now()))
        for line in Self.failures(peers) { StandardOutput.line(line) }
    }

    static func table(_ peers: [PeerStatus], now: Int) -> Table {
        var table = Table(
            header: ["PEER", "RECON", "FILTERS", "IN", "OUT", "FETCHED", "WANTED", "USELESS"],
            numeric: [5, 6, 7],
            conceding: [.cut(2, to: 14), .drop(2), .cut(1, to: 16), .drop(7), .drop(1)])
        for peer in peers {
            table.add(
                peer.name, peer.recon, peer.filters.joined(separator: ","),
                session(peer.lastIncoming, now: now), session(peer.lastOutgoing, now: now),
                Figures.count(peer.fetched), Figures.count(peer.wanted),
                Figures.count(peer.useless))
        }
        return table
    }

    /// What went wrong in full: a line each, since these sentences need their room.
    static func failures(_ peers: [PeerStatus]) -> [String] {
        peers.flatMap { peer in
            [("in", peer.lastIncoming), ("out", peer.lastOutgoing)].compactMap { way, session in
                session?.failure.map { "\(peer.name), \(way): \($0)" }
            }
        }
    }

    private static func session(_ session: PeerStatus.SessionStatus?, now: Int) -> String {
        guard let session else { return "never" }
        let ago = "\(Figures.duration(seconds: now - session.time)) ago"
        guard session.failure == nil else { return "\(ago), failed" }
        let declined = session.declined
        return "\(ago), \(Figures.count(session.missing)) missing"
            + (declined > 0 ? ", \(Figures.count(declined)) declined" : "")
    }
}
