extension NodeSocketClient {
    /// How a process uses the socket.
    package struct Use: Sendable {
        /// Requests under way at a time; others wait. Enough for a command.
        package var connections = 8
        /// How long a connection is kept for the next request. Less than the node's own, so that
        /// none ends under a request.
        package var idleTimeout = Duration.seconds(60)
        /// Whether connections are kept that carry nothing but lookups.
        package var keepsLookups = false

        package init() {}

        /// A gateway's: as many as keep the node busy, fewer than it grants to one user.
        package static func gateway(ofNodeWithIdleTimeout idleTimeout: Duration) -> Use {
            var use = Use()
            use.connections = 32
            use.keepsLookups = true
            use.idleTimeout = min(use.idleTimeout, idleTimeout / 2)
            return use
        }
    }
}
