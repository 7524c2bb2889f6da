import ArgumentParser

/// `claviger gateway`: one gateway alone, over the node's socket.
struct GatewayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway",
        abstract: "Run one gateway alone, over the node's socket.",
        discussion: """
            A gateway speaks one protocol with clients and asks the node for everything else. It \
            may run as a user of its own, whom node.yaml names under roles.gateway; it can do \
            nothing then that its clients cannot.
            """,
        subcommands: [HTTPGatewayCommand.self, DNSGatewayCommand.self])
}
