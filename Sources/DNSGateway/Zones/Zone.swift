import Keyring

/// The keys of one mail domain: the names below `_openpgpkey.DOMAIN`, which is what the domain's own
/// servers delegate to us.
struct Zone: Hashable, Sendable {
    /// RFC 7929 §3.
    private static let label = "_openpgpkey"
    /// By convention whoever cares for a domain's names reads mail as this (RFC 2142 §7).
    private static let mailbox = "hostmaster"

    /// In lower case.
    let domain: String
    /// The name that all others of the zone end in.
    let apex: DomainName
    private let mailbox: DomainName

    /// Nil when the names of the zone would be too long, or the domain is not one.
    init?(domain: String) {
        let domain = String(decoding: Array(domain.utf8).lowercasedASCII, as: UTF8.self)
        let longestLabel = String(repeating: "0", count: DomainName.maximumLabelLength)
        guard let apex = DomainName("\(Self.label).\(domain)"),
            let mailbox = DomainName("\(Self.mailbox).\(domain)"),
            DomainName("\(longestLabel).\(Self.label).\(domain)") != nil
        else { return nil }
        self.domain = domain
        self.apex = apex
        self.mailbox = mailbox
    }

    /// What finds the keys of the domain, and others with its words.
    var query: KeyQuery {
        let words = Set(SearchWord.words(of: Array(domain.utf8)))
        return .words(words.sorted { $0.lexicographicallyPrecedes($1) }, exactly: nil)
    }

    func isHome(of address: MailAddress) -> Bool { address.domain == Array(domain.utf8) }

    /// Seconds that resolvers may remember what they were told: a key, as long as others take to
    /// notice that it was revoked; that there is none, until the next walk.
    static let timeToLive: UInt32 = 300
    private static let negativeTimeToLive: UInt32 = 60

    /// The record that says who answers for the zone, and beside "there is none" how long that
    /// holds. Nobody copies the zone, so the other times are those that RFC 1912 §2.2 proposes.
    func soa(serial: UInt32) -> ResourceRecord {
        ResourceRecord(
            owner: apex, timeToLive: Self.negativeTimeToLive,
            content: .soa(
                .init(
                    server: apex, mailbox: mailbox, serial: serial, refresh: 3_600, retry: 600,
                    expire: 1_209_600, minimum: Self.negativeTimeToLive)))
    }
}
