/// One record of an answer; all are of class IN.
struct ResourceRecord: Sendable, Equatable {
    enum Content: Sendable, Equatable {
        /// RFC 1035 §3.3.13.
        case soa(SOA)
        /// RFC 8482 §4.2: what a question for every type is answered with.
        case hinfo(processor: String)
        /// RFC 7929 §2: a transferable public key, binary.
        case openPGPKey([UInt8])

        struct SOA: Sendable, Equatable {
            let server: DomainName
            let mailbox: DomainName
            let serial: UInt32
            let refresh: UInt32
            let retry: UInt32
            let expire: UInt32
            /// How long "there is none" may be remembered (RFC 2308 §5).
            let minimum: UInt32
        }

        var type: RecordType {
            switch self {
            case .soa: .soa
            case .hinfo: .hinfo
            case .openPGPKey: .openPGPKey
            }
        }
    }

    let owner: DomainName
    /// Seconds.
    let timeToLive: UInt32
    let content: Content
}

/// The answer to one message.
struct Response: Sendable, Equatable {
    let header: Query.Header
    /// Nil where no question could be read.
    let question: Query.Question?
    /// Whether the query had an OPT record: then the answer has one.
    let edns: Query.EDNS?
    var code: ResponseCode
    var isAuthoritative = false
    var answers: [ResourceRecord] = []
    var authorities: [ResourceRecord] = []

    init(to query: Query, _ code: ResponseCode) {
        header = query.header
        question = query.question
        edns = query.edns
        self.code = code
    }

    init(to header: Query.Header, _ code: ResponseCode) {
        self.header = header
        question = nil
        edns = nil
        self.code = code
    }
}
