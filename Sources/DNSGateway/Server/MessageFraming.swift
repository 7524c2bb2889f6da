import NIOCore

/// The two octets of length before each message over TCP (RFC 7766 §8).
struct MessageFrameDecoder: ByteToMessageDecoder {
    typealias InboundOut = ByteBuffer

    mutating func decode(
        context: ChannelHandlerContext, buffer: inout ByteBuffer
    ) throws -> DecodingState {
        guard let length: UInt16 = buffer.getInteger(at: buffer.readerIndex) else {
            return .needMoreData
        }
        guard length <= DNSLimits.queryLength else { throw MessageFramingError.tooLong }
        guard buffer.readableBytes >= 2 + Int(length) else { return .needMoreData }
        buffer.moveReaderIndex(forwardBy: 2)
        guard let message = buffer.readSlice(length: Int(length)) else { return .needMoreData }
        context.fireChannelRead(wrapInboundOut(message))
        return .continue
    }

    mutating func decodeLast(
        context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
    ) throws -> DecodingState {
        try decode(context: context, buffer: &buffer)
    }
}

enum MessageFramingError: Error {
    /// Longer than any query: not one, and nothing that follows can be trusted to be.
    case tooLong
}

extension ByteBuffer {
    /// The message with its length before it.
    var framedForTCP: ByteBuffer {
        precondition(readableBytes <= UInt16.max, "A message has at most 65,535 octets.")
        var framed = ByteBuffer()
        framed.reserveCapacity(2 + readableBytes)
        framed.writeInteger(UInt16(readableBytes))
        framed.writeImmutableBuffer(self)
        return framed
    }
}
