import HTTPTypes
import NodeService

/// `GET /pks/health`: 200 while the node can read and write its database, else 503.
struct Health: Endpoint {
    let node: any NodeService

    func answer(_ call: Call) async -> Answer {
        await node.isHealthy()
            ? Answer(text: "OK\n")
            : Answer(
                status: .serviceUnavailable, text: "The database cannot be read and written.\n")
    }
}
