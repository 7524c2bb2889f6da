import ArgumentParser
import Glibc

@main
struct HKPBurden: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hkpburden",
        abstract: "Hold connections to an HTTP server that do nothing good.",
        discussion: """
            Some are opened and stay silent; some send the head of a request octet by octet; some \
            are reset in the midst of a request, and others opened instead. It is to show what the \
            server's work for them does to its other clients, so it takes little of a machine that \
            it shares with them, and does one thing after the other.

            Prints "ready" when all are open, and goes on until its standard input ends. Then it \
            prints JSON: the silent ones that the server has closed, octets sent of heads, \
            connections that were reset, seconds, processor seconds of this program itself.
            """)

    @Option(help: "IPv4 address of the server.")
    var address = "127.0.0.1"

    @Option(help: "Its port.")
    var port: UInt16?

    @Option(help: "A Unix domain socket, instead of an address and a port.", completion: .file())
    var socket: String?

    @Option(help: "Connections that stay silent.")
    var idle = 1000

    @Option(help: "Connections that send a head octet by octet, one each 0.2 seconds.")
    var slow = 50

    @Option(help: "Connections in the midst of a request, each reset after 0.2 seconds.")
    var dying = 50

    @Option(help: "Where the requests of those that die are posted to.")
    var path = "/pks/add"

    func validate() throws {
        guard (port == nil) != (socket == nil) else {
            throw ValidationError("say either --port or --socket")
        }
        guard [idle, slow, dying].allSatisfy((0...20_000).contains) else {
            throw ValidationError("--idle, --slow and --dying are 0 to 20,000 each")
        }
    }

    func run() throws {
        var server: Server
        if let port {
            guard let tcp = Server(address: address, port: port) else {
                throw ValidationError("\(address) is no IPv4 address")
            }
            server = tcp
        } else {
            guard let unix = Server(path: socket ?? "") else {
                throw ValidationError("\(socket ?? "") is too long for a Unix domain socket")
            }
            server = unix
        }
        var burden = try Burden(server, idle: idle, slow: slow, dying: dying, path: path)
        print("ready")
        fflush(nil)
        try burden.goOn()
        print(burden.json)
    }
}
