import HTTPTypes

extension Answer {
    /// Room for the head of an answer. Octets.
    private static let head = 640

    /// The whole answer, which is completed, in HTTP/1.1.
    func octets(
        _ persistence: ConnectionState.Persistence?, under letterhead: Letterhead
    ) -> [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(Self.head + body.count)
        octets.append("HTTP/1.1 \(status.code) \(status.reasonPhrase)\r\n")
        for field in headers { octets.append(field.name.rawName, field.value) }
        octets.append("Date", letterhead.clock.text)
        octets.append("Server", letterhead.serverName)
        if let persistence { octets.append("Connection", persistence.text) }
        for (name, value) in Letterhead.sharing { octets.append(name, value) }
        octets.append("\r\n")
        octets.append(contentsOf: body)
        return octets
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ text: String) { append(contentsOf: text.utf8) }

    /// A field. Its value is none that could end it: ``AnswerFields`` are our own words.
    fileprivate mutating func append(_ name: String, _ value: String) {
        append(name)
        append(": ")
        append(value)
        append("\r\n")
    }
}
