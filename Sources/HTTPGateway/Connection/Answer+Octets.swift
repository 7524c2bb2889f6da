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
        for field in headers { octets.append(field.name.rawName, field.value) }
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

extension [UInt8] {
    fileprivate mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append(contentsOf: $0) }
    }

    /// A field. Its value is none that could end it: ``AnswerFields`` are our own words.
    fileprivate mutating func append(_ name: String, _ value: String) {
        append(name)
        append(": ")
        append(value)
        append("\r\n")
    }
}
