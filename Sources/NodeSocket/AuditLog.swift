import Logging
import NodeRequests
import NodeService

/// Who gave which order to the node, and what came of it: a line for each.
///
/// A line names keys by their fingerprints and holds no packets, user IDs or reasons: who reads a
/// log is not always whom those are meant for.
struct AuditLog: Sendable {
    private let logger: Logger

    init(_ logger: Logger) { self.logger = logger }

    /// Carries an order out and writes it down, when it fails, too.
    ///
    /// - Parameters:
    ///   - subject: what the order is about, such as a fingerprint.
    ///   - outcome: what came of it, in a word or two.
    func order<Value>(
        _ route: Route, of subject: String? = nil, by caller: Caller,
        outcome: (Value) -> String, _ work: () async throws -> Value
    ) async throws -> Value {
        do {
            let value = try await work()
            write(route, of: subject, by: caller, outcome(value))
            return value
        } catch {
            // What is cancelled is so because the node stops.
            let reason: any Error = error is CancellationError ? NodeServiceError.stopping : error
            write(route, of: subject, by: caller, Failure(reason).description.code)
            throw error
        }
    }

    /// Writes one line.
    func write(_ route: Route, of subject: String? = nil, by caller: Caller, _ outcome: String) {
        var metadata: Logger.Metadata = ["by": "\(caller.name)", "result": "\(outcome)"]
        if let process = caller.credential?.process { metadata["process"] = "\(process)" }
        if let subject { metadata["of"] = "\(subject)" }
        logger.notice("\(route.request.method) \(route.request.path)", metadata: metadata)
    }
}
