import NodeRequests
package import NodeService
package import OpenPGP

extension NodeSocketClient: OperatorService {
    package func dump() async throws -> NodeSnapshot { try await snapshot(.dump) }
    package func backup() async throws -> NodeSnapshot { try await snapshot(.backup) }

    private func snapshot(_ route: Route) async throws -> NodeSnapshot {
        let answer = try await stream(route)
        let name = "Claviger-Snapshot"
        guard let text = answer.header(name),
            let summary = try? JSON.decode(SnapshotSummary.self, from: Array(text.utf8))
        else { throw NodeSocketError.unexpectedAnswer("\(route.request.path): no \(name)") }
        return NodeSnapshot(
            summary: summary,
            octets: PulledSequence { try await self.translating { try await answer.next() } })
    }

    package func changes(
        after sequence: Int, following: Bool
    ) async throws -> PulledSequence<[KeyChange]> {
        var parameters = QueryParameters()
        parameters.append("after", String(sequence))
        parameters.append("follow", following ? "on" : "off")
        let answer = try await stream(.changes, parameters)
        return PulledSequence {
            try await self.translating { try await answer.nextLines() }?.map { line in
                do {
                    return try JSON.decode(KeyChange.self, from: line)
                } catch {
                    throw NodeSocketError.unexpectedAnswer("a change: \(error)")
                }
            }
        }
    }

    /// Who orders it is whom the node sees at the other end of the socket, whatever is said here.
    package func remove(
        _ fingerprint: Fingerprint, reason: String, anyway: Bool, by _: String
    ) async throws -> RemovalReport {
        let order = Messages.RemovalOrder(
            fingerprint: fingerprint.hex, reason: reason, anyway: anyway)
        return try await ask(
            .remove, body: try JSON.encode(order), contentType: "application/json",
            for: RemovalReport.self)
    }

    package func letBack(_ fingerprint: Fingerprint) async throws -> RemovalReport {
        let order = Messages.ReturnOrder(fingerprint: fingerprint.hex)
        return try await ask(
            .letBack, body: try JSON.encode(order), contentType: "application/json",
            for: RemovalReport.self)
    }

    package func removals() async throws -> [Removal] {
        try await ask(.removals, for: Messages.Removals.self, within: Self.promptly).removals
    }
}
