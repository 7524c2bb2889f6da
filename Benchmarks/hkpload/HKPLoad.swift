import ArgumentParser
import Foundation

@main
struct HKPLoad: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hkpload",
        abstract: "Ask an HTTP server prepared requests as fast as it answers.",
        discussion: """
            Each connection sends the next request when it has read the answer to the last one, so \
            the server is never asked more than --connections requests at once. One thread does \
            it all: some microseconds a request, so that on one machine the server's \
            processor time is little disturbed.

            The file has whole HTTP requests one after the other, each after its length in four \
            octets, most significant first. They are taken in turn, from the beginning again when \
            all are used, until --seconds are over; with --once each is sent once.

            Prints JSON: requests, errors (answers other than 200, and connections that broke), \
            connections, seconds, octets received, processor seconds of this program itself, and \
            microseconds from the request (or the connection that is opened for it) to the end of \
            the answer: p50, p99, maximum.
            """)

    @Option(help: "IPv4 address of the server.")
    var address = "127.0.0.1"

    @Option(help: "Its port.")
    var port: UInt16

    @Option(help: "Connections at once.")
    var connections = 32

    @Option(help: "How long at most.")
    var seconds = 5.0

    @Flag(help: "A new connection for each request.")
    var close = false

    @Flag(help: "End when each request was sent once.")
    var once = false

    @Argument(help: "The file of requests.", completion: .file())
    var requests: String

    func validate() throws {
        guard (1...10_000).contains(connections), seconds > 0 else {
            throw ValidationError("--connections is 1 to 10,000, --seconds more than 0")
        }
    }

    func run() throws {
        guard let file = FileManager.default.contents(atPath: requests),
            let prepared = PreparedRequests(Array(file)), prepared.count > 0
        else {
            throw ValidationError("\(requests) is no file of requests: see --help")
        }
        guard let server = ServerAddress(address, port: port) else {
            throw ValidationError("\(address) is no IPv4 address")
        }
        var load = Load(
            requests: prepared, server: server, connectionCount: connections,
            connectsEachTime: close, once: once)
        try load.run(seconds: seconds)
        print(load.tally.json)
    }
}
