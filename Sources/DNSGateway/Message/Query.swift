/// A query with one question (RFC 1035 §4.1). What a responder of one type of record has no use for
/// is checked and left out.
struct Query: Sendable, Equatable {
    /// What an answer repeats, whatever becomes of the rest.
    struct Header: Sendable, Equatable {
        let id: UInt16
        let opcode: Opcode
        let isRecursionDesired: Bool
    }

    struct Question: Sendable, Hashable {
        let name: DomainName
        let type: RecordType
        let `class`: RecordClass
    }

    /// The OPT record (RFC 6891 §6.1.3).
    struct EDNS: Sendable, Equatable {
        /// The largest message that the client takes over UDP, octets.
        let payloadSize: Int
        let version: UInt8
        /// The bit DO, which an answer repeats (RFC 3225 §3).
        let isSecurityWanted: Bool
    }

    let header: Header
    let question: Question
    let edns: EDNS?
}

/// Why a message is not a query that can be answered as it wants.
enum QueryError: Error, Equatable {
    /// Shorter than a header, or itself an answer: to answer it could go on for ever.
    case notAQuery
    /// To be answered with this code and nothing else.
    case refused(Query.Header, ResponseCode)
}
