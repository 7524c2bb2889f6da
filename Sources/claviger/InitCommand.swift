import ArgumentParser
import Database
import Foundation
import NodeConfiguration

/// `claviger init DIR`.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a node: a configuration file and an empty database.",
        discussion: """
            Writes DIR/node.yaml, with every section and comments, and DIR/data. Nothing that \
            exists is overwritten.

            Examples:
              claviger init /var/lib/claviger
              claviger init a --http 127.0.0.1:11371 --recon 127.0.0.1:11370 \\
                --peer b=127.0.0.2:11370,http://127.0.0.2:11371
            """)

    @Argument(help: "The node's folder, made when absent.", completion: .directory)
    var directory: String

    @Option(
        name: .long,
        help: "The node's name among its peers. (default: the folder's name)")
    var name: String?

    @Option(
        name: .long,
        help: ArgumentHelp("Where to serve HKP; may be repeated.", valueName: "addr"))
    var http: [String] = ["127.0.0.1:11371"]

    @Option(
        name: .long,
        help: ArgumentHelp("Where peers reach this node.", valueName: "addr"))
    var recon = "127.0.0.1:11370"

    @Option(
        name: .long,
        help: ArgumentHelp(
            "A peer: its name, recon address, HTTP address and profile (default: sks); may be "
                + "repeated.",
            valueName: "name=recon_addr,http_url[,profile]"))
    var peer: [String] = []

    func run() async throws {
        let file = directory + "/node.yaml"
        let configuration = try makeConfiguration()
        guard !FileManager.default.fileExists(atPath: file) else {
            throw CommandFailure(
                .configuration, "\(file) exists already",
                advice: "Nothing was changed. Remove it, or name another folder.")
        }
        try makeFolder()
        try makeDatabase()
        try write(
            ConfigurationText.write(configuration, data: "data", socket: "data/node.sock"),
            to: file)
        // What was written is what `serve` will read: a mistake is told here, not there.
        _ = try NodeConfiguration.load(file)
        StandardOutput.line("\(file): start the node with `claviger serve --config \(file)`")
    }

    /// The values of the options; a wrong one is a usage error that names its option.
    private func makeConfiguration() throws -> NodeConfiguration {
        let folderName = URL(fileURLWithPath: directory).standardizedFileURL.lastPathComponent
        let nodeName = try Self.option("--name", name ?? folderName, NodeName.parse)
        let listen = try http.map { text in
            try Self.option("--http", text) { text throws(ValueError) in
                HTTPListener(try HostAndPort(text))
            }
        }
        let reconListen = try Self.option("--recon", recon) { text throws(ValueError) in
            try HostAndPort(text)
        }
        let peers = try peer.map { text in try Self.option("--peer", text, PeerArgument.parse) }
        // What `serve` will refuse is refused before anything is written.
        let socket = URL(fileURLWithPath: directory).path + "/data/node.sock"
        _ = try Self.option("the folder", socket, SocketPath.check)
        return NodeConfiguration(
            name: nodeName, data: directory + "/data", socket: socket,
            http: HTTPConfiguration(listen: listen),
            recon: ReconConfiguration(listen: reconListen, peers: peers))
    }

    private static func option<T>(
        _ option: String, _ text: String, _ parse: (String) throws(ValueError) -> T
    ) throws -> T {
        do {
            return try parse(text)
        } catch {
            throw CommandFailure(.usage, "\(option): \(error.description)")
        }
    }

    private func makeFolder() throws {
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure(
                .badInput, "\(directory) cannot be made: \(error.localizedDescription)",
                advice: "Name a folder that you may write to.")
        }
    }

    private func makeDatabase() throws {
        do {
            try NodeDatabase.create(in: directory + "/data")
        } catch NodeDatabaseError.unusable(let path, let reason) {
            throw CommandFailure(
                .configuration, "\(path): \(reason)",
                advice: "Remove what is left of an earlier node there, or name another folder.")
        }
    }

    private func write(_ text: String, to file: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: file), options: .withoutOverwriting)
        } catch {
            throw CommandFailure(
                .badInput, "\(file) cannot be written: \(error.localizedDescription)",
                advice: "Name a folder that you may write to.")
        }
    }
}
