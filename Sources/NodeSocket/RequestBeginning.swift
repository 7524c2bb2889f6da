/// How much of a connection's first request has come. It only says when a channel is worth its cost:
/// what the octets mean is for the whole parser to judge, to which they are all given.
struct RequestBeginning {
    enum Stage: Equatable {
        /// The end of the head is awaited.
        case head
        /// More of the body is awaited.
        case body
        case enough
    }

    private(set) var octets: [UInt8] = []
    private(set) var stage = Stage.head
    /// The octets before are no end of a head.
    private var searched = 0
    /// With so many octets there is enough.
    private var awaited = mostOctets

    /// What is waited for at most: more than the head of any client is, and a good part of most
    /// bodies. All connections together may hold so much and not be done with it.
    static let mostOctets = 32 << 10

    mutating func receive(_ received: some Collection<UInt8>) {
        octets += received
        if stage == .head, let end = endOfHead() {
            awaited = min(Self.mostOctets, end + Self.bodyLength(octets[..<end]))
            stage = .body
        }
        if octets.count >= awaited { stage = .enough }
    }

    /// Behind an empty line, whether its ends are those of HTTP or those of Unix.
    private mutating func endOfHead() -> Int? {
        let newline = UInt8(ascii: "\n")
        while let index = octets[searched...].firstIndex(of: newline) {
            guard index + 1 < octets.count else { break }
            var next = index + 1
            if octets[next] == UInt8(ascii: "\r") {
                guard next + 1 < octets.count else { break }
                next += 1
            }
            searched = index + 1
            if octets[next] == newline { return next + 1 }
        }
        // All before the last line has been looked at.
        if let last = octets[searched...].lastIndex(of: newline) { searched = last }
        return nil
    }

    /// As the head says it; 0 where the client waits to be asked for a body, or says nothing that
    /// makes sense.
    private static func bodyLength(_ head: ArraySlice<UInt8>) -> Int {
        var length = 0
        for line in head.split(separator: UInt8(ascii: "\n")).dropFirst() {
            let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1)
            guard parts.count == 2 else { continue }
            switch String(decoding: parts[0], as: UTF8.self).lowercased() {
            case "expect": return 0
            case "content-length":
                let digits = parts[1].filter { (0x30...0x39).contains($0) }
                length = Int(String(decoding: digits, as: UTF8.self)) ?? 0
            default: break
            }
        }
        return min(length, mostOctets)
    }
}
