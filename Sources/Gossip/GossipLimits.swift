package import NIOCore
package import Replication

/// The bounds of gossip, each with its reason. Tests shorten the times.
package struct GossipLimits: Sendable {
    /// To connect: as Hockeypuck; the system's own limit of two minutes would hold up the schedule.
    package var connectTimeout = TimeAmount.seconds(30)
    /// From the connection to the last verdict: as SKS. A busy SKS leaves us in its backlog.
    package var handshakeTimeout = TimeAmount.seconds(45)
    /// From one read to the next: as Hockeypuck. A slow solver may be silent for minutes.
    package var readTimeout = TimeAmount.seconds(300)
    /// For a whole session: as SKS.
    package var sessionTimeout = TimeAmount.minutes(60)
    /// How long a refused peer gets to read why before the connection is closed.
    package var lingerTimeout = TimeAmount.seconds(3)
    /// Sessions at once that peers dialled, the handshake included.
    package var incomingSessions = 16
    /// Connections at once from one address, of which one at a time becomes a session.
    package var connectionsPerSource = 4
    /// Bytes written that the peer has not taken: two of the largest frames. A peer that goes on
    /// asking without reading our answers is ended.
    package var unreadBytes = 32 << 20
    /// From one part of a hashquery answer to the next: as SKS.
    package var fetchTimeout = TimeAmount.seconds(180)
    /// For a whole hashquery answer: the longest takes that long at half a megabyte a second.
    package var fetchDeadline = TimeAmount.minutes(10)
    /// Bytes of one hashquery answer: as Hockeypuck sends at most.
    package var answerBytes = 256 << 20
    /// Bytes of one fetched key: as much as is read of one at all (`PacketLimits`); the largest
    /// flooded ones known have 50 MB.
    package var keyBytes = 64 << 20
    /// Bytes of keys taken in by one commit, so that a fetch holds no more than this and one key.
    package var commitBytes = 4 << 20
    /// The least time between two resolutions of peers' names that unlisted addresses cause.
    package var resolutionSpacing = Duration.seconds(60)
    /// The least time between two log lines about unlisted addresses.
    package var refusalLogSpacing = Duration.seconds(10)
    /// Threads that solve: polynomial work of all sessions together takes no more than this.
    package var solverThreads = 2
    package var recovery = RecoveryLimits()
    /// The delays of the schedule but for the interval, which the configuration gives.
    package var timing = GossipSchedule.Timing()

    package init() {}
}
