import Hummingbird
import Logging

/// What the log says of one request, under a name that tells it apart from all others.
struct RequestLog: Sendable {
    private let base: Logger
    private let number = RequestID()

    init(_ logger: Logger) { base = logger }

    /// The request's name.
    var name: String { "\(number)" }

    func failed(_ error: any Error) {
        base.error("a request failed", metadata: ["request": "\(name)", "error": "\(error)"])
    }

    func debug(_ metadata: @autoclosure () -> Logger.Metadata) {
        base.debug(
            "request",
            metadata: metadata().merging(["request": "\(name)"]) { said, _ in said })
    }
}
