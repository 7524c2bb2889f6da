/// A record type or the type that a question asks for (RFC 1035 §3.2.2). Any value can occur.
struct RecordType: RawRepresentable, Hashable, Sendable {
    let rawValue: UInt16

    static let ns = RecordType(rawValue: 2)
    static let soa = RecordType(rawValue: 6)
    static let hinfo = RecordType(rawValue: 13)
    /// EDNS (RFC 6891).
    static let opt = RecordType(rawValue: 41)
    /// RFC 7929.
    static let openPGPKey = RecordType(rawValue: 61)
    static let incrementalTransfer = RecordType(rawValue: 251)
    static let transfer = RecordType(rawValue: 252)
    static let any = RecordType(rawValue: 255)
}

/// A class (RFC 1035 §3.2.4). There is one that is used.
struct RecordClass: RawRepresentable, Hashable, Sendable {
    let rawValue: UInt16

    static let internet = RecordClass(rawValue: 1)
}

/// What a query wants done (RFC 1035 §4.1.1): four bits.
struct Opcode: RawRepresentable, Hashable, Sendable {
    let rawValue: UInt8

    static let query = Opcode(rawValue: 0)
}

/// How a query was answered (RFC 1035 §4.1.1, RFC 6891 §6.1.3): twelve bits.
struct ResponseCode: RawRepresentable, Hashable, Sendable {
    let rawValue: UInt16

    static let noError = ResponseCode(rawValue: 0)
    /// FORMERR: the query cannot be read.
    static let formatError = ResponseCode(rawValue: 1)
    /// SERVFAIL: the node cannot be asked now.
    static let serverFailure = ResponseCode(rawValue: 2)
    /// NXDOMAIN.
    static let nameError = ResponseCode(rawValue: 3)
    /// NOTIMP.
    static let notImplemented = ResponseCode(rawValue: 4)
    static let refused = ResponseCode(rawValue: 5)
    /// BADVERS: no such version of EDNS.
    static let badVersion = ResponseCode(rawValue: 16)
}
