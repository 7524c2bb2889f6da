import NIOCore

extension Query {
    /// Records behind the question. Clients send one, OPT, or two, with a signature.
    private static let maximumAdditionalRecords = 4

    /// Reads one message, all of it.
    init(_ message: ByteBuffer) throws(QueryError) {
        var message = message
        guard let header = MessageHeader(readingFrom: &message), !header.isResponse else {
            throw .notAQuery
        }
        self.header = header.header
        guard header.header.opcode == .query else {
            throw .refused(header.header, .notImplemented)
        }
        guard header.questions == 1, header.answers == 0, header.authorities == 0,
            header.additionals <= Self.maximumAdditionalRecords,
            let question = Question(readingFrom: &message),
            case .read(let found) = Self.readEDNS(
                &message, records: header.additionals),
            message.readableBytes == 0
        else {
            throw .refused(header.header, .formatError)
        }
        self.question = question
        edns = found
    }

    private enum ReadEDNS {
        case read(EDNS?)
        case malformed
    }

    /// Walks the additional records; there is at most one OPT (RFC 6891 §6.1.1).
    private static func readEDNS(
        _ message: inout ByteBuffer, records: Int
    ) -> ReadEDNS {
        var found: EDNS?
        for _ in 0..<records {
            let first: UInt8? = message.getInteger(at: message.readerIndex)
            guard DomainName.skip(in: &message),
                let (type, `class`, flags, length) = message.readMultipleIntegers(
                    as: (UInt16, UInt16, UInt32, UInt16).self),
                message.readSlice(length: Int(length)) != nil
            else { return .malformed }
            guard RecordType(rawValue: type) == .opt else { continue }
            guard first == 0, found == nil else { return .malformed }
            found = EDNS(
                payloadSize: Int(`class`), version: UInt8(truncatingIfNeeded: flags >> 16),
                isSecurityWanted: flags & 0x8000 != 0)
        }
        return .read(found)
    }
}

extension Query.Question {
    fileprivate init?(readingFrom message: inout ByteBuffer) {
        guard let name = DomainName(readingFrom: &message),
            let (type, `class`) = message.readMultipleIntegers(as: (UInt16, UInt16).self)
        else { return nil }
        self.init(
            name: name, type: RecordType(rawValue: type), class: RecordClass(rawValue: `class`))
    }
}

/// The twelve octets before every message (RFC 1035 §4.1.1).
private struct MessageHeader {
    let header: Query.Header
    let isResponse: Bool
    let questions: Int
    let answers: Int
    let authorities: Int
    let additionals: Int

    init?(readingFrom message: inout ByteBuffer) {
        guard
            let (id, flags, questions, answers, authorities, additionals) =
                message.readMultipleIntegers(
                    as: (UInt16, UInt16, UInt16, UInt16, UInt16, UInt16).self)
        else { return nil }
        header = Query.Header(
            id: id, opcode: Opcode(rawValue: UInt8(truncatingIfNeeded: flags >> 11) & 0xF),
            isRecursionDesired: flags & HeaderFlag.recursionDesired != 0)
        isResponse = flags & HeaderFlag.response != 0
        self.questions = Int(questions)
        self.answers = Int(answers)
        self.authorities = Int(authorities)
        self.additionals = Int(additionals)
    }
}

/// Bits of a header's second word.
enum HeaderFlag {
    static let response: UInt16 = 0x8000
    static let authoritative: UInt16 = 0x0400
    static let truncated: UInt16 = 0x0200
    static let recursionDesired: UInt16 = 0x0100
}
