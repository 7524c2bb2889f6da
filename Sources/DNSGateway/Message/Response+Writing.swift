import NIOCore

extension Response {
    /// What we take over UDP, as OPT says it, and the most that we send: what IPv6 carries whole on
    /// every path, 1,280 octets with the headers.
    static let payloadSize = 1_232
    /// What every client takes over UDP (RFC 1035 §2.3.4).
    static let smallestPayload = 512
    /// Octets of an answer over UDP for each octet of its query, at most: nobody knows who sent
    /// that, and whoever is named as its sender must not be flooded by us (the factor is QUIC's, RFC
    /// 9000 §8.1). A client that pads its query (RFC 7830) gets more; the others ask again by TCP, as
    /// RFC 7929 §6 wants.
    static let largestAmplification = 3

    /// The most octets of an answer over UDP to a query of so many.
    func limitOverUDP(queryLength: Int) -> Int {
        let taken = max(edns?.payloadSize ?? 0, Self.smallestPayload)
        return min(taken, Self.payloadSize, queryLength * Self.largestAmplification)
    }

    /// The message; without its records, and saying so, when it would have more octets than
    /// `limit`.
    func encoded(atMost limit: Int) -> ByteBuffer {
        let whole = encoded()
        guard whole.readableBytes > limit else { return whole }
        var truncated = self
        truncated.answers = []
        truncated.authorities = []
        return truncated.encoded(isTruncated: true)
    }

    private func encoded(isTruncated: Bool = false) -> ByteBuffer {
        var writer = MessageWriter(question: question)
        writer.writeHeader(
            header, code: code, isAuthoritative: isAuthoritative, isTruncated: isTruncated,
            counts: (answers.count, authorities.count, edns == nil ? 0 : 1))
        for record in answers + authorities { writer.write(record) }
        if let edns { writer.write(edns, code: code) }
        return writer.message
    }
}

/// Writes one message. Names are compressed against the question's, the only one that others end in.
private struct MessageWriter {
    /// Where the question's name begins: behind the header.
    private static let questionOffset = 12
    /// The two bits of a compression pointer (RFC 1035 §4.1.4).
    private static let pointer: UInt16 = 0xC000

    private let question: Query.Question?
    private(set) var message = ByteBuffer()

    init(question: Query.Question?) { self.question = question }

    mutating func writeHeader(
        _ header: Query.Header, code: ResponseCode, isAuthoritative: Bool, isTruncated: Bool,
        counts: (answers: Int, authorities: Int, additionals: Int)
    ) {
        var flags = HeaderFlag.response | UInt16(header.opcode.rawValue & 0xF) << 11
        if header.isRecursionDesired { flags |= HeaderFlag.recursionDesired }
        if isAuthoritative { flags |= HeaderFlag.authoritative }
        if isTruncated { flags |= HeaderFlag.truncated }
        flags |= code.rawValue & 0xF
        message.writeMultipleIntegers(
            header.id, flags, UInt16(question == nil ? 0 : 1), UInt16(counts.answers),
            UInt16(counts.authorities), UInt16(counts.additionals))
        guard let question else { return }
        message.writeBytes(question.name.octets)
        message.writeMultipleIntegers(question.type.rawValue, question.class.rawValue)
    }

    mutating func write(_ record: ResourceRecord) {
        write(record.owner)
        message.writeMultipleIntegers(
            record.content.type.rawValue, RecordClass.internet.rawValue, record.timeToLive)
        let lengthIndex = message.writerIndex
        message.writeInteger(UInt16(0))
        write(record.content)
        let length = message.writerIndex - lengthIndex - 2
        precondition(length <= UInt16.max, "A record's data has at most 65,535 octets.")
        message.setInteger(UInt16(length), at: lengthIndex)
    }

    private mutating func write(_ content: ResourceRecord.Content) {
        switch content {
        case .soa(let soa):
            write(soa.server)
            write(soa.mailbox)
            message.writeMultipleIntegers(
                soa.serial, soa.refresh, soa.retry, soa.expire, soa.minimum)
        case .hinfo(let processor):
            // Two strings, the second empty.
            message.writeInteger(UInt8(processor.utf8.count))
            message.writeString(processor)
            message.writeInteger(UInt8(0))
        case .openPGPKey(let packets):
            message.writeBytes(packets)
        }
    }

    /// OPT: the upper eight bits of the code, version 0, the bit DO as it came.
    mutating func write(_ edns: Query.EDNS, code: ResponseCode) {
        let flags =
            UInt32(code.rawValue >> 4) << 24 | (edns.isSecurityWanted ? 0x8000 : 0)
        message.writeBytes(DomainName.root.octets)
        message.writeMultipleIntegers(
            RecordType.opt.rawValue, UInt16(Response.payloadSize), flags, UInt16(0))
    }

    /// The labels that the question's name does not end in, then a pointer to the others.
    private mutating func write(_ name: DomainName) {
        let known = question?.name ?? .root
        let suffixes = known.starts.dropLast().map { ($0, known.suffix(from: $0)) }
        for start in name.starts.dropLast() {
            let rest = name.suffix(from: start)
            if let (offset, _) = suffixes.first(where: { $0.1 == rest }) {
                message.writeInteger(Self.pointer | UInt16(Self.questionOffset + offset))
                return
            }
            let end = start + 1 + Int(name.octets[start])
            message.writeBytes(name.octets[start..<end])
        }
        message.writeInteger(UInt8(0))
    }
}
