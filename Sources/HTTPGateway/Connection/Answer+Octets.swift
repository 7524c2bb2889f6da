import HTTPTypes
import Listening

extension Answer {
    /// Room for the head of an answer. Octets.
    private static let head = 640

    /// The whole answer, which is completed, in HTTP/1.1.
    func octets(
        _ persistence: ConnectionState.Persistence?, under letterhead: Letterhead
    ) -> [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(Self.head + body.count)
        octets.append("HTTP/1.1 ")
        octets.append(status == .ok ? "200 OK" : "\(status.code) \(status.reasonPhrase)")
        octets.append("\r\n")
        octets += headers.lines
        if let persistence { octets.append("Connection", persistence.text) }
        octets.append(contentsOf: letterhead.lastFields)
        octets.append(contentsOf: body)
        return octets
    }
}

extension Letterhead {
    /// The fields that all answers have, and the end of the head.
    fileprivate var lastFields: [UInt8] {
        clock.octets { time in
            var octets: [UInt8] = []
            octets.append("Date", time)
            octets.append("Server", serverName)
            for (name, value) in Letterhead.sharing { octets.append(name, value) }
            octets.append("\r\n")
            return octets
        }
    }
}
