/// Cuts a stream of bytes into recon messages.
///
/// It never holds more than one frame and what was appended with it: take all messages by `next()`
/// after each append. After an error it repeats that error, since the stream is out of step.
package struct ReconFrameDecoder: Sendable {
    /// What may be received; it bounds the frames.
    package enum Phase: Sendable {
        case configuration
        case session

        var frameLimit: Int {
            switch self {
            case .configuration: ReconLimits.configurationFrame
            case .session: ReconLimits.sessionFrame
            }
        }
    }

    private let phase: Phase
    private let bitquantum: Int
    private var buffer = ReceiveBuffer()
    private var failure: ReconError?
    /// The number of received values that are no digest of any tree and were left out.
    package private(set) var discardedElementCount = 0

    /// - Parameter bitquantum: prefixes must have a multiple of this many bits.
    package init(phase: Phase, bitquantum: Int = PrefixTreeParameters.sks.bitquantum) {
        self.phase = phase
        self.bitquantum = bitquantum
    }

    package mutating func append(_ bytes: some Sequence<UInt8>) {
        buffer.append(bytes)
    }

    /// Whether bytes of an unfinished frame are held: at the end of the stream, it was cut.
    package var isInsideFrame: Bool { !buffer.available.isEmpty }

    /// The bytes that follow the messages taken so far, which leave the decoder.
    package mutating func takeRemainder() -> [UInt8] { buffer.takeAll() }

    /// The next whole message, or nil if more bytes are needed.
    package mutating func next() throws(ReconError) -> ReconMessage? {
        if let failure { throw failure }
        do {
            return try nextMessage()
        } catch {
            failure = error
            throw error
        }
    }

    private mutating func nextMessage() throws(ReconError) -> ReconMessage? {
        guard let length = buffer.peekInteger() else { return nil }
        guard length > 0 else { throw .emptyFrame }
        guard length <= UInt32(phase.frameLimit) else {
            throw .frameTooLong(length: length, limit: phase.frameLimit)
        }
        let end = 4 + Int(length)
        let available = buffer.available
        // The type is looked at first: no megabytes are collected for an unknown one.
        guard available.count > 4 else { return nil }
        let typeByte = available[available.startIndex + 4]
        guard let type = ReconMessageType(rawValue: typeByte) else {
            throw .unknownMessageType(typeByte)
        }
        guard available.count >= end else { return nil }
        let message = try message(type, payload: available.prefix(end).dropFirst(5))
        buffer.consume(end)
        return message
    }

    private mutating func message(
        _ type: ReconMessageType, payload: ArraySlice<UInt8>
    ) throws(ReconError) -> ReconMessage {
        var reader = ReconPayloadReader(type: type, payload: payload)
        let message: ReconMessage
        switch type {
        case .requestPoly:
            message = .requestPoly(
                prefix: try reader.prefix(bitquantum: bitquantum), size: try reader.size(),
                samples: try reader.samples())
        case .requestFull:
            message = .requestFull(
                prefix: try reader.prefix(bitquantum: bitquantum), elements: try reader.elements())
        case .elements: message = .elements(try reader.elements())
        case .fullElements: message = .fullElements(try reader.elements())
        case .syncFail: message = .syncFail
        case .done: message = .done
        case .flush: message = .flush
        case .error: message = .error(try reader.text())
        case .databaseRequest: message = .databaseRequest(try reader.text())
        case .databaseReply: message = .databaseReply(try reader.text())
        case .config: message = .config(try reader.entries())
        }
        try reader.finish()
        discardedElementCount += reader.discardedCount
        return message
    }
}
