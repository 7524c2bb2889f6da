import Listening
import NodeService

/// The statistics in Hockeypuck's field names, with a few of our own beside them.
struct StatsReport: Encodable {
    struct QueryConfiguration: Encodable {
        let selfSignedOnly: Bool
        let keywordSearchDisabled: Bool
        let enableInexactMatching: Bool
    }

    /// Times by RFC 3339; absent when it has not happened. Errors are one line.
    struct Peer: Encodable {
        let name: String
        let httpAddr: String
        let reconAddr: String
        let statsPath: String
        let masked: Bool
        let lastIncomingRecon: String?
        let lastIncomingError: String?
        let lastOutgoingRecon: String?
        let lastOutgoingError: String?
        let reconStatus: String
        let lastRecovery: String?
        let lastRecoveryError: String?
        let recoveryStatus: String

        init(_ peer: PeerStatus) {
            name = peer.name
            httpAddr = peer.http
            reconAddr = peer.recon
            statsPath = "/pks/lookup?op=stats"
            masked = false
            lastIncomingRecon = peer.lastIncoming.map { Timestamp(unix: $0.time).rfc3339 }
            lastIncomingError = peer.lastIncoming?.failure
            lastOutgoingRecon = peer.lastOutgoing.map { Timestamp(unix: $0.time).rfc3339 }
            lastOutgoingError = peer.lastOutgoing?.failure
            let last = [peer.lastIncoming, peer.lastOutgoing].compactMap { $0 }
                .max { $0.time < $1.time }
            reconStatus =
                switch last {
                case nil: "not yet"
                case let session?: session.failure ?? "ok"
                }
            lastRecovery = nil
            lastRecoveryError = nil
            recoveryStatus = peer.wanted == 0 ? "idle" : "\(peer.wanted) wanted"
        }
    }

    /// The capitals are Hockeypuck's.
    struct Period: Encodable {
        let Inserted: Int
        let Updated: Int
        let Removed: Int
        let InsertedJitter: Int
        let RemovedJitter: Int
        let Time: String

        init(_ period: Activity.Period) {
            Inserted = period.inserted
            Updated = period.updated
            Removed = 0
            InsertedJitter = 0
            RemovedJitter = 0
            Time = Timestamp(unix: period.start).rfc3339
        }
    }

    let now: String
    let version: String
    let hostname: String
    let nodename: String
    let contact: String
    let httpAddr: String
    let queryConfig: QueryConfiguration
    let reconAddr: String
    let software: String
    let total: Int
    /// The rules by which keys are verified, and how much is quarantined: not Hockeypuck's names,
    /// which has neither.
    let rules: String
    let quarantined: Int
    let peers: [Peer]
    let pksTargets: [String]
    let hourly: [Period]
    let daily: [Period]

    init(
        facts: HTTPGatewayConfiguration.Facts, now: Int, status: NodeStatus, peers: [PeerStatus],
        activity: Activity
    ) {
        self.now = Timestamp(unix: now).rfc3339
        version = facts.version
        hostname = facts.hostname
        nodename = facts.nodename
        contact = facts.contact ?? ""
        httpAddr = ":\(facts.httpPort)"
        queryConfig = QueryConfiguration(
            selfSignedOnly: false, keywordSearchDisabled: false, enableInexactMatching: true)
        reconAddr = facts.reconPort.map { ":\($0)" } ?? ""
        software = "claviger"
        total = status.keys
        rules = status.rules
        quarantined = status.quarantined.count
        self.peers = peers.map { Peer($0) }
        pksTargets = []
        hourly = activity.hourly.map { Period($0) }
        daily = activity.daily.map { Period($0) }
    }
}
