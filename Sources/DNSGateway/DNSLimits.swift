import NIOCore

/// What strangers and the node's keys can make the DNS gateway hold or do.
package struct DNSLimits: Sendable {
    /// Octets of a query over TCP. A name has 255 octets, and cookies and padding some hundreds more.
    static let queryLength = 4_096
    /// Queries over UDP that are being answered or wait for it; more are dropped, and their clients
    /// ask again. All but look-ups of keys are answered at once.
    package var datagramsAtOnce = 256
    /// Open connections of one listener, and those of one address: resolvers keep one or two (RFC
    /// 7766 §6.2).
    package var connections = 256
    package var connectionsPerAddress = 16
    /// How long a connection may be silent (RFC 7766 §6.2.3: some seconds), or leave an answer
    /// untaken.
    package var idleDuration: Duration = .seconds(10)
    /// How long a connection lasts, for a client that sends one octet at a time.
    package var connectionDuration: Duration = .seconds(120)
    /// Look-ups at the node at one moment.
    package var lookupsAtOnce = 16
    /// Keys of one zone's domain, with others that have its words in a user ID: what the node
    /// socket gives out at most in one answer.
    package var keysPerZone = 10_000
    /// Keys given out for one address: an owner has one, two while he changes. Anybody can make
    /// more.
    package var keysPerAddress = 4
    /// Octets of keys in one answer: a message over TCP has 65,535, of which names, numbers and OPT
    /// take less than a thousand.
    package var answerLength = 64_000
    /// Answers kept ready, and their octets together.
    package var cachedAnswers = 4_096
    package var cachedOctets = 16 << 20
    /// How long an answer is kept: so long a redaction or revocation takes at most, beside the
    /// resolvers' own.
    package var cacheDuration: Duration = .seconds(30)

    package init() {}
}
