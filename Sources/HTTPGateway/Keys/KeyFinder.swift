import Keyring
import NodeService

/// Looks keys up for every interface, within the limits.
struct KeyFinder: Sendable {
    let node: any NodeService
    let limits: HTTPLimits
    /// For searches that can find many keys: many of them at once would hold more than there is
    /// memory for.
    let searches: Turnstile

    /// Gives `work` the keys that match, newest change first, at least one. Those who search by
    /// user ID wait for their turn, which ends with `work`.
    ///
    /// - Throws: a ``Refusal`` when nothing matches, or too much.
    func withKeys(
        matching query: KeyQuery, _ work: ([FoundKey]) async throws -> Answer
    ) async throws -> Answer {
        guard query.canFindMany else { return try await work(find(query)) }
        return try await searches.withTurn { try await work(find(query)) }
    }

    /// - Throws: as ``withKeys(matching:_:)``, which is for queries that can find many.
    func find(_ query: KeyQuery) async throws -> [FoundKey] {
        switch try await node.lookup(query, limit: limits.keysPerLookup) {
        case .found(let keys):
            // A key of which nothing is served is not there for anyone who asks.
            let keys = keys.filter { !$0.packets.isEmpty }
            guard !keys.isEmpty else { throw Refusal.nothingFound }
            let octets = keys.reduce(0) { $0 + $1.packets.count }
            guard keys.count == 1 || octets <= limits.searchAnswer else {
                throw Refusal.tooMuch(limit: limits.searchAnswer)
            }
            return keys
        case .nothing: throw Refusal.nothingFound
        case .tooMany(let limit): throw Refusal.tooMany(limit: limit)
        }
    }
}

extension KeyQuery {
    fileprivate var canFindMany: Bool {
        switch self {
        case .words: true
        case .shortKeyID, .keyID, .fingerprint, .digest: false
        }
    }
}
