import ArgumentParser
import Foundation
import NodeConfiguration
import NodeSocket

/// `--config`, `--socket` and `--node`: which node a command talks to.
struct NodeOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("The node's configuration file.", valueName: "file"),
        completion: .file(extensions: ["yaml"]))
    var config: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The running node's socket. Without --config and --socket: $CLAVIGER_SOCKET, then "
                + "./node.yaml.", valueName: "path"),
        completion: .file())
    var socket: String?

    @OptionGroup var remote: RemoteNodeOptions

    func validate() throws {
        if config != nil, socket != nil {
            throw ValidationError("Give --config or --socket, not both.")
        }
        if remote.node != nil, config != nil || socket != nil {
            throw ValidationError("Give --node, or one of --config and --socket.")
        }
    }

    /// The node meant by the options, the environment and the working directory.
    enum Target {
        /// The database is known too, so that it can be used while the node does not run.
        case configured(NodeConfiguration, file: String)
        case socket(String)
        /// On another host, or as if it were.
        case remote(NodeAddress)

        /// Where the node is reached while it runs.
        var address: NodeAddress {
            switch self {
            case .configured(let configuration, _): .socket(path: configuration.socket)
            case .socket(let path): .socket(path: path)
            case .remote(let address): address
            }
        }
    }

    func target() throws -> Target {
        if let config { return .configured(try NodeConfiguration.load(config), file: config) }
        if let address = remote.address { return .remote(address) }
        if let socket { return .socket(socket) }
        if let path = ProcessInfo.processInfo.environment["CLAVIGER_SOCKET"], !path.isEmpty {
            return .socket(path)
        }
        return .configured(try Self.configurationHere(), file: Self.fileHere)
    }

    private static let fileHere = "node.yaml"

    private static func configurationHere() throws -> NodeConfiguration {
        guard FileManager.default.fileExists(atPath: fileHere) else {
            throw CommandFailure(
                .configuration, "no node is named and there is no ./node.yaml",
                advice: "Give --config FILE or --socket PATH, set CLAVIGER_SOCKET, or make a node "
                    + "with `claviger init DIR`.")
        }
        return try NodeConfiguration.load(fileHere)
    }
}
