package import OpenPGP

/// What a node does besides ``NodeService`` for its operator and for programs that watch it, and what
/// no gateway needs. Two implementations: the node itself, and the client of its socket.
package protocol OperatorService: NodeService {
    /// All keys in their stored form, of one state of the database, as a binary keyring.
    ///
    /// - Throws: ``NodeServiceError/busy(_:)`` when as many are under way as may be at once.
    func dump() async throws -> NodeSnapshot

    /// A copy of the whole database, as a file of SQLite. It takes the room of the database beside
    /// it while it is made.
    ///
    /// - Throws: ``NodeServiceError/busy(_:)`` when one is under way.
    func backup() async throws -> NodeSnapshot

    /// What was committed behind the change with this number, in the order of the commits, in
    /// portions.
    ///
    /// - Parameters:
    ///   - sequence: of the last change that is known already; 0: none.
    ///   - following: whether to wait for more at the end, until the task is cancelled.
    /// - Throws: ``NodeServiceError/unknownChange(_:last:)`` when there was no such change yet: who
    ///   asks has seen another database, or this one before a backup was restored.
    func changes(
        after sequence: Int, following: Bool
    ) async throws -> PulledSequence<[KeyChange]>

    /// Deletes a key and refuses it from now on, wherever it comes from. The sets change; peers are
    /// not asked to follow.
    ///
    /// - Parameters:
    ///   - reason: for whoever reads the list of removals.
    ///   - anyway: also when no such key is stored.
    ///   - by: who orders it. Over the node socket it is who asks there.
    /// - Throws: ``NodeServiceError/unknownKey(_:)`` when no such key is stored.
    func remove(
        _ fingerprint: Fingerprint, reason: String, anyway: Bool, by: String
    ) async throws -> RemovalReport

    /// Takes a removal back: the key may come again.
    func letBack(_ fingerprint: Fingerprint) async throws -> RemovalReport

    /// All removals in force, the newest first.
    func removals() async throws -> [Removal]
}
