/// A recon session read from the bytes on the wire, by code of its own: each request of the side
/// that accepted with its reply.
struct Transcript {
    enum Request: Equatable {
        /// A node's samples; `size` elements lie below it.
        case poly(size: Int)
        /// All `count` elements below a node.
        case full(count: Int)
    }

    enum Reply: Equatable {
        /// Solved, or compared: what the dialler has and the acceptor lacks.
        case elements(Int)
        /// Not solved; all elements of the dialler instead.
        case fullElements(Int)
        /// Not solved.
        case syncFail
    }

    struct Exchange: Equatable {
        /// Bits of the node's prefix.
        let depth: Int
        let request: Request
        let reply: Reply
    }

    /// In the order of the wire.
    private(set) var exchanges: [Exchange] = []
    /// Whether the acceptor said that it was done.
    private(set) var isComplete = false

    /// The root's exchange.
    var root: Exchange? { exchanges.first }
    var solved: Int { exchanges.count { $0.isSolved } }
    var unsolved: Int { exchanges.count { $0.isUnsolved } }

    init(_ session: TranscriptRelay.Session) throws {
        var requests: [(Int, Request)] = []
        for (type, body) in try Self.frames(session.fromAcceptor) {
            var body = WireReader(body)
            switch type {
            case 0: requests.append((try body.prefixDepth(), .poly(size: try body.integer())))
            case 1: requests.append((try body.prefixDepth(), .full(count: try body.integer())))
            case 5: isComplete = true
            default: continue
            }
        }
        var replies: [Reply] = []
        for (type, body) in try Self.frames(session.fromDialler) {
            var body = WireReader(body)
            switch type {
            case 2: replies.append(.elements(try body.integer()))
            case 3: replies.append(.fullElements(try body.integer()))
            case 4: replies.append(.syncFail)
            default: throw InteropError("the dialler sent a message of type \(type)")
            }
        }
        guard requests.count == replies.count else {
            throw InteropError("\(requests.count) requests, \(replies.count) replies")
        }
        exchanges = zip(requests, replies).map {
            Exchange(depth: $0.0, request: $0.1, reply: $1)
        }
    }

    /// The messages after the handshake, which is: Config frame, the word `passed`.
    private static func frames(_ bytes: [UInt8]) throws -> [(UInt8, ArraySlice<UInt8>)] {
        var reader = WireReader(bytes[...])
        guard try reader.string().first == 10 else { throw InteropError("no Config message") }
        guard try reader.string().elementsEqual("passed".utf8) else {
            throw InteropError("a side did not pass the other's Config")
        }
        var frames: [(UInt8, ArraySlice<UInt8>)] = []
        while !reader.isAtEnd {
            let frame = try reader.string()
            guard let type = frame.first else { throw InteropError("an empty message") }
            frames.append((type, frame.dropFirst()))
        }
        return frames
    }
}

extension Transcript.Exchange {
    /// A sampled node whose difference was found.
    var isSolved: Bool {
        if case .poly = request, case .elements = reply { return true }
        return false
    }

    /// A sampled node whose difference was too large.
    var isUnsolved: Bool {
        if case .poly = request { return !isSolved }
        return false
    }
}

/// Reads the integers and strings of recon messages.
private struct WireReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func integer() throws -> Int {
        guard rest.count >= 4 else { throw InteropError("a message ends within a number") }
        defer { rest = rest.dropFirst(4) }
        return rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    }

    mutating func string() throws -> ArraySlice<UInt8> {
        let count = try integer()
        guard rest.count >= count else { throw InteropError("a message ends within a string") }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// A prefix, of which only the number of bits matters here.
    mutating func prefixDepth() throws -> Int {
        let bits = try integer()
        _ = try string()
        return bits
    }
}
