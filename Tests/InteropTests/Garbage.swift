import Foundation

/// What strangers send: bytes for one connection, and how the connection ends.
struct Garbage: CustomStringConvertible, Sendable {
    enum End: Sendable {
        /// We say that nothing more comes and read what the node answers.
        case finish
        /// We write nothing more and wait for the node to close.
        case silence
        /// We vanish.
        case close
    }

    let name: String
    let bytes: [UInt8]
    var end = End.finish
    /// Whether the node counts it. Who hangs up between messages was refused nothing; bad escapes
    /// stand for themselves, so nothing is found; an element that is no digest is passed over.
    var isCounted = true

    var description: String { name }

    /// Sends it; returns what came back. Throws when the node keeps the connection open.
    func send(
        to address: String, port: Int, from source: String? = nil, seconds: Int = 20
    ) async throws -> [UInt8] {
        try await blocking {
            let connection = try Connection(
                to: address, port: port, from: source, seconds: seconds)
            // The node may well hang up before it has read everything.
            connection.send(bytes)
            switch end {
            case .close: return []
            case .finish: connection.finishWriting()
            case .silence: break
            }
            guard let answer = connection.receiveToEnd() else {
                throw InteropError("\(name): the node keeps the connection open")
            }
            return answer
        }
    }

    /// Sends it to a Unix domain socket, and does not wait.
    func send(toSocket path: String) async throws {
        try await blocking {
            let connection = try Connection(toSocket: path)
            connection.send(bytes)
            connection.finishWriting()
            _ = connection.receive()
        }
    }
}

/// Noise that is the same in each run of one seed.
struct Noise {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
    }
}

extension Garbage {
    /// For the HTTP port. `key` is a good armored key to damage.
    static func http(_ noise: inout Noise, key: String) -> [Garbage] {
        func post(_ path: String, _ body: [UInt8], length: String? = nil) -> [UInt8] {
            let head =
                "POST \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + "Content-Length: \(length ?? "\(body.count)")\r\n\r\n"
            return Array(head.utf8) + body
        }
        func form(_ text: String) -> [UInt8] {
            Array("keytext=\(text.utf8.map { String(format: "%%%02X", $0) }.joined())".utf8)
        }
        func lookup(_ query: String) -> [UInt8] {
            Array("GET /pks/lookup?\(query) HTTP/1.0\r\n\r\n".utf8)
        }
        let damaged = key.replacingOccurrences(of: "A", with: "!")
        return [
            Garbage(name: "noise", bytes: noise.bytes(5000)),
            Garbage(name: "a request cut off", bytes: Array("GET /pks/loo".utf8)),
            Garbage(
                name: "an endless header",
                bytes: Array("GET / HTTP/1.1\r\nX: ".utf8)
                    + Array(repeating: 65, count: 1 << 20)),
            Garbage(name: "an unknown operation", bytes: lookup("op=frobnicate&search=x")),
            Garbage(name: "a search for nothing", bytes: lookup("op=get&options=mr")),
            Garbage(name: "bad hexadecimal", bytes: lookup("op=get&search=0xNOTHEX")),
            Garbage(name: "a digest too short", bytes: lookup("op=hget&search=ABCD")),
            Garbage(
                name: "bad escapes", bytes: lookup("op=get&search=%zz%f"), isCounted: false),
            Garbage(name: "an unknown page", bytes: Array("GET /cgi-bin/x HTTP/1.0\r\n\r\n".utf8)),
            Garbage(
                name: "an unknown method", bytes: Array("BREW /pks/lookup HTTP/1.0\r\n\r\n".utf8)),
            Garbage(name: "an empty submission", bytes: post("/pks/add", [])),
            Garbage(
                name: "a submission without keytext", bytes: post("/pks/add", Array("x=y".utf8))),
            Garbage(name: "a submission of noise", bytes: post("/pks/add", noise.bytes(3000))),
            Garbage(
                name: "armor without end", bytes: post("/pks/add", form(String(key.prefix(200))))),
            Garbage(name: "damaged armor", bytes: post("/pks/add", form(damaged))),
            Garbage(
                name: "a body shorter than announced",
                bytes: post("/pks/add", form(key), length: "99999")),
            Garbage(
                name: "a body of ten gigabytes announced",
                bytes: post("/pks/add", form(key), length: "10737418240")),
            Garbage(
                name: "a length that is no number", bytes: post("/pks/add", [], length: "-1")),
            Garbage(name: "an oversized body", bytes: post("/pks/add", noise.bytes(40 << 20))),
            Garbage(
                name: "a hashquery cut off",
                bytes: post("/pks/hashquery", [0, 0, 0, 2, 0, 0, 0, 16])),
            Garbage(
                name: "a hashquery for four billion",
                bytes: post("/pks/hashquery", [0xFF, 0xFF, 0xFF, 0xFF] + noise.bytes(64))),
            Garbage(
                name: "a hashquery with digests too long",
                bytes: post(
                    "/pks/hashquery", [0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF] + noise.bytes(16))),
            Garbage(
                name: "an idle connection", bytes: [], end: .silence),
            Garbage(
                name: "half a request, then silence",
                bytes: Array("GET /pks/lookup?op=stats HTTP/1.1\r\nHost".utf8), end: .silence),
            Garbage(
                name: "a submission left in the middle",
                bytes: post("/pks/add", form(key), length: "99999"), end: .close),
        ]
    }

    /// For the recon port, from a listed address.
    static func recon(_ noise: inout Noise) -> [Garbage] {
        let config = ReconBytes.config()
        let greeting = config + ReconBytes.passed
        func frame(_ type: UInt8, _ body: [UInt8] = []) -> [UInt8] {
            ReconBytes.integer(body.count + 1) + [type] + body
        }
        return [
            Garbage(name: "noise", bytes: noise.bytes(5000)),
            Garbage(name: "HTTP", bytes: Array("GET / HTTP/1.0\r\n\r\n".utf8)),
            Garbage(name: "a Config of four gigabytes", bytes: [0xFF, 0xFF, 0xFF, 0xFF, 10]),
            Garbage(
                name: "a Config cut off", bytes: Array(config.prefix(40)), isCounted: false),
            Garbage(name: "Done instead of Config", bytes: frame(5)),
            Garbage(name: "an empty frame", bytes: ReconBytes.integer(0)),
            Garbage(
                name: "a Config without anything", bytes: frame(10, ReconBytes.integer(0))),
            Garbage(name: "other filters", bytes: ReconBytes.config(filters: "yminsky.merge")),
            Garbage(name: "another mbar", bytes: ReconBytes.config(mbar: 7)),
            Garbage(name: "an old version", bytes: ReconBytes.config(version: "0.1.4")),
            Garbage(name: "a verdict that is none", bytes: config + ReconBytes.string("perhaps")),
            Garbage(name: "noise after the handshake", bytes: greeting + noise.bytes(5000)),
            Garbage(name: "a request from the side that answers", bytes: greeting + frame(6)),
            Garbage(name: "an unknown message", bytes: greeting + frame(77)),
            Garbage(
                name: "more elements than the frame holds",
                bytes: greeting + frame(2, ReconBytes.integer(0x7FFF_FFFF))),
            Garbage(
                name: "an element that is no digest",
                bytes: greeting
                    + frame(2, ReconBytes.integer(1) + Array(repeating: 0xFF, count: 17)),
                isCounted: false),
            Garbage(
                name: "answers without end",
                bytes: greeting + (0..<10_000).flatMap { _ in frame(4) }),
            Garbage(
                name: "a session left in the middle", bytes: greeting, end: .close,
                isCounted: false),
        ]
    }
}

/// Recon messages as a peer writes them.
enum ReconBytes {
    static let passed = string("passed")

    static func integer(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    static func string(_ text: String) -> [UInt8] { integer(text.utf8.count) + Array(text.utf8) }

    static func config(
        version: String = "1.1.6", mbar: Int = 5, filters: String = "yminsky.dedup"
    ) -> [UInt8] {
        var body: [UInt8] = [10] + integer(5)
        body += string("version") + string(version)
        for (key, value) in [("http port", 11371), ("bitquantum", 2), ("mbar", mbar)] {
            body += string(key) + integer(4) + integer(value)
        }
        body += string("filters") + string(filters)
        return integer(body.count) + body
    }
}
