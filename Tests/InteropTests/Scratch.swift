import Foundation
import Synchronization

/// A folder for one test, its path short enough for sockets in it.
struct Scratch: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/claviger-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw InteropError("no folder in /tmp") }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Removes it, unless `CLAVIGER_KEEP` is set, for looking at what went wrong.
    func remove() {
        guard ProcessInfo.processInfo.environment["CLAVIGER_KEEP"] == nil else { return }
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a file and returns its path.
    func write(_ bytes: some Collection<UInt8>, to name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        return "\(path)/\(name)"
    }
}

/// Addresses and ports of this host that nobody else uses.
enum Loopback {
    private static let next = Mutex(0)

    /// An address of 127/8 of its own for each node: SKS and Claviger know peers by address.
    static func address() -> String {
        let number = next.withLock {
            $0 += 1
            return $0
        }
        return "127.\(64 + Int(getpid()) % 128).\(number / 250).\(number % 250 + 1)"
    }

    /// Below those that the system gives to connections that are dialled, and to none twice: nobody
    /// else takes one between its choice and its use.
    private static let ports = 20_000..<32_000
    private static let nextPort = Mutex(Int(getpid()) % 12_000)

    /// A port that is free now.
    static func port(at address: String) throws -> Int {
        for _ in ports {
            let number = nextPort.withLock {
                $0 += 1
                return $0
            }
            let port = ports.lowerBound + number % ports.count
            if let listener = try? Connection.listen(at: address, port: port) {
                close(listener)
                return port
            }
        }
        throw InteropError("no port is free at \(address)")
    }
}
