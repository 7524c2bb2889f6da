import ArgumentParser
import Database
import HTTPGateway
import Node
import NodeConfiguration
import NodeService
import NodeSocket

/// Why a command failed: the exit code, one line, and what to do.
struct CommandFailure: Error {
    let exitCode: ExitCode
    let message: String
    let advice: String?

    init(_ exitCode: ExitCode, _ message: String, advice: String? = nil) {
        self.exitCode = exitCode
        self.message = message
        self.advice = advice
    }

    /// Any error as the failure of a command; nil for those of the argument parser, which prints
    /// them itself.
    init?(_ error: any Error) {
        switch error {
        case let failure as CommandFailure:
            self = failure
        case let problems as ConfigurationProblems:
            self.init(
                .configuration,
                "\(problems.file) is wrong in \(problems.problems.count) "
                    + "place\(problems.problems.count == 1 ? "" : "s")",
                advice: problems.description)
        case let error as NodeDatabaseError:
            self.init(database: error)
        case let error as NodeSocketError:
            self.init(socket: error)
        case let error as OutputError:
            self.init(
                .badInput, "\(error.path) cannot be written: \(error.reason)",
                advice: "Name a place that you may write to and that has room.")
        case let error as HTTPGatewayError:
            self.init(.unavailable, error.description)
        case NodeServiceError.unknownPeer(let name):
            self.init(
                .usage, "no peer is named \"\(name)\"",
                advice: "`claviger peers` lists the configured ones")
        case NodeServiceError.peerFailed(let reason):
            self.init(.no, reason)
        case NodeServiceError.unknownKey, NodeServiceError.unknownChange:
            self.init(.no, String(describing: error))
        case NodeServiceError.overBudget, NodeServiceError.busy:
            self.init(.unavailable, String(describing: error))
        case let error as IntakeJournalError:
            self.init(.software, error.description)
        case NodeServiceError.stopping:
            self.init(
                .unavailable, "the node is stopping", advice: "Ask again when it runs.")
        default:
            guard Self.isOurs(error) else { return nil }
            self.init(.software, String(describing: error))
        }
    }

    private init(database error: NodeDatabaseError) {
        switch error {
        case .absent(let folder):
            self.init(
                .configuration, "there is no database in \(folder)",
                advice: "`claviger init DIR` makes a node with an empty one; "
                    + "node.data in node.yaml says where it is.")
        case .inUse:
            self.init(.unavailable, error.description)
        default:
            self.init(.software, error.description)
        }
    }

    private init(socket error: NodeSocketError) {
        let exitCode: ExitCode =
            switch error {
            case .unreachable, .inUse, .cannotServe: .unavailable
            case .pathTooLong, .notASocket, .unsafeFolder, .cannotListen, .unusableFiles,
                .untrusted:
                .configuration
            case .refused: .badInput
            case .unexpectedAnswer: .software
            }
        self.init(exitCode, error.description)
    }

    /// The argument parser's errors are of types that it does not publish, save these.
    private static func isOurs(_ error: any Error) -> Bool {
        if error is ExitCode || error is CleanExit || error is ValidationError { return false }
        return !String(reflecting: type(of: error)).hasPrefix("ArgumentParser.")
    }
}
