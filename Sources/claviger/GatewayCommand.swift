import ArgumentParser

/// `claviger gateway`: one gateway alone, over the node's socket.
struct GatewayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway",
        abstract: "Run one gateway in a process of its own, over the node's socket.",
        subcommands: [DNSGatewayCommand.self])
}
