extension OpenAPIDocument {
    /// The node itself: how it is doing, what it holds as a whole, and what it can be told to do.
    static let nodeOperations = [
        OpenAPIOperation(
            .get, "/v1/health", id: "health", "Whether the database can be read and written.",
            answer: "Health", refusals: [.unhealthy]),
        OpenAPIOperation(
            .get, "/v1/status", id: "status", "What the node is and holds.", answer: "NodeStatus"),
        OpenAPIOperation(
            .get, "/v1/peers", id: "peers", "The configured peers and how each is doing.",
            answer: "Peers"),
        OpenAPIOperation(
            .post, "/v1/peers/{name}/reconcile", id: "reconcile",
            """
            Reconciles with a peer now and fetches what it has and we lack. Takes as long as that \
            takes.
            """,
            answer: "ReconciliationReport", refusals: [.unknownPeer, .peerFailed, .stopping]
        ).taking(OpenAPIParameter(name: "name", place: .path, schema: #"{"type": "string"}"#)),
        OpenAPIOperation(
            .get, "/v1/activity", id: "activity",
            "Numbers of new and updated keys, newest first.", answer: "Activity"),
        OpenAPIOperation(
            .get, "/v1/metrics", id: "metrics",
            """
            What the node and its process have counted and measured. With Accept: text/plain in \
            Prometheus's text format.
            """,
            answer: "Metrics"),
        OpenAPIOperation(
            .post, "/v1/check", id: "check",
            "Walks everything and changes nothing. Takes as long as that takes.",
            answer: "CheckReport"),
        OpenAPIOperation(
            .post, "/v1/shutdown", id: "shutdown", "Asks the node to stop, as SIGTERM does.",
            answer: "WillStop", status: 202, refusals: []),
        OpenAPIOperation(
            .post, "/v1/refusals", id: "countRefusals",
            "Adds what a gateway has refused to the numbers in the status.",
            answer: "Counted", refusals: OpenAPIRefusal.ofBodies
        ).taking(.message("RefusalReport")),
        OpenAPIOperation(
            .get, "/v1/dump", id: "dump",
            """
            All keys in their stored form, of one state of the database, as a binary keyring of \
            any length. The header Claviger-Snapshot is a SnapshotSummary. An answer that breaks \
            off is not whole.
            """,
            answer: "Dump", refusals: [.busy]),
        OpenAPIOperation(
            .get, "/v1/backup", id: "backup",
            """
            A copy of the database as a file of SQLite. The header Claviger-Snapshot is a \
            SnapshotSummary. An answer that breaks off is not whole.
            """,
            answer: "Backup", refusals: [.busy]),
        OpenAPIOperation(
            .get, "/v1/openapi.json", id: "openapi", "This document.", answer: "OpenAPI",
            refusals: []),
    ]
}
