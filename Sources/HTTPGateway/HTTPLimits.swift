/// What a client of the HTTP gateway can make it hold or do. Bytes unless the name says otherwise.
package struct HTTPLimits: Sendable, Equatable {
    /// A submission after decoding: the largest that keyserver operators take, and a keyring of
    /// 5 MiB must pass.
    package var submission = 8 << 20
    /// Keys that one lookup lists or gives out, as SKS (`max_matches`).
    package var keysPerLookup = 500
    /// Digests of one hashquery: a hundred is what peers ask for, SKS's default 100.
    package var digestsPerHashquery = 10_000
    /// The answer to one hashquery; what does not fit is left out and asked for again.
    package var hashqueryAnswer = 64 << 20
    /// Request bodies held at one moment by all connections together: beyond it, clients are told
    /// to come back later.
    package var bodiesInFlight = 256 << 20
    /// Answers of more than a few thousand octets that are being sent at one moment, together:
    /// clients that read slowly make us hold them.
    package var answersInFlight = 512 << 20
    /// What one search gives out, if it finds several keys: nobody wants a thousandth of the
    /// keyring in one piece.
    package var searchAnswer = 64 << 20
    /// Searches by words, and hashqueries, that are worked on at a time; others wait. Each holds
    /// what it finds, and the processors are few.
    package var searchesAtOnce = 8
    package var hashqueriesAtOnce = 4
    /// Open connections of all listeners together, at some 10 KiB each. When it is reached, the one
    /// that is idle longest makes room.
    package var connections = 2_000
    /// One header line and the whole head. Searches are short; RFC 9112 §3 recommends 8,000 for
    /// the request line.
    package var head = 16 << 10
    package var headerFields = 100
    /// From the head of a request to the end of its body: an idle timeout alone does not end a
    /// client that sends one octet at a time.
    package var requestDuration: Duration = .seconds(60)
    /// From the first to the last octet of an answer, for a client that reads one octet at a time.
    package var answerDuration: Duration = .seconds(600)
    /// How long a connection that we have closed for writing waits for the client to close it.
    /// Closed at once, octets that the client still sends would make the system drop our answer.
    package var lingerDuration: Duration = .seconds(2)
    /// How long requests in progress may take when the node stops.
    package var drainDuration: Duration = .seconds(10)

    /// A form in which the client percent-escapes every octet of the key, as dirmngr does, with
    /// the other fields beside it.
    var form: Int { 3 * submission + (64 << 10) }
    /// The count, and a length and a digest for each.
    var hashquery: Int { 4 + digestsPerHashquery * 20 + 2 }

    package init() {}
}
