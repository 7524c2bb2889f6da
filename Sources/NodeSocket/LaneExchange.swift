import NIOCore
import NodeRequests

/// What has been asked on a loop's connection for lookups and what of the answers has come: without
/// the connection, whatever that is made of.
///
/// Whatever is wrong ends it, and what has not been answered is for others to ask.
struct LaneExchange {
    /// Told the frame that answers a question; nil when none will.
    typealias Answered = ([UInt8]?) -> Void

    /// The other side says what it must not, or answers what nobody has asked.
    struct Broken: Error {}

    private struct Waiting {
        let since: NIODeadline
        let answered: Answered
    }

    private enum Phase {
        /// The node's answer to HTTP is awaited.
        case switching
        case open
        case over
    }

    /// Octets of a length before a frame.
    private static let head = 4
    /// Octets of the longest answer to HTTP.
    private static let longestSwitch = 4_096
    /// How long an answer may take: then the node hangs, or has much to do; who asks in another way
    /// is told which.
    private static let patience = TimeAmount.seconds(5)

    private var phase = Phase.switching
    private var received = ByteBuffer()
    private var waiting = CircularBuffer<Waiting>()

    /// Whether questions are answered.
    var isOpen: Bool { if case .open = phase { true } else { false } }

    var isOver: Bool { if case .over = phase { true } else { false } }

    /// When the oldest question has waited for too long.
    var deadline: NIODeadline? { waiting.first.map { $0.since + Self.patience } }

    /// A question is sent.
    mutating func asked(_ answered: @escaping Answered, now: NIODeadline) {
        waiting.append(Waiting(since: now, answered: answered))
    }

    mutating func receive(_ octets: UnsafeRawBufferPointer) {
        received.discardReadBytes()
        received.writeBytes(octets)
    }

    /// The next answer that is there whole, and who is to be told; nil when there is none.
    mutating func next() throws(Broken) -> (answered: Answered, frame: [UInt8])? {
        if case .switching = phase { try finishSwitching() }
        guard isOpen,
            let length = received.getInteger(at: received.readerIndex, as: UInt32.self)
        else { return nil }
        guard length <= LookupFrames.largestAnswer else { throw Broken() }
        guard received.readableBytes >= Self.head + Int(length) else { return nil }
        received.moveReaderIndex(forwardBy: Self.head)
        guard let frame = received.readBytes(length: Int(length)), let first = waiting.popFirst()
        else { throw Broken() }
        return (first.answered, frame)
    }

    private mutating func finishSwitching() throws(Broken) {
        let head = received.readableBytesView
        guard head.suffix(4).elementsEqual("\r\n\r\n".utf8) else {
            if head.count >= Self.longestSwitch { throw Broken() }
            return
        }
        guard head.starts(with: LookupFrames.switched.utf8) else { throw Broken() }
        received.clear()
        phase = .open
    }

    /// Who has to be told that there will be no answer.
    mutating func end() -> [Answered] {
        phase = .over
        defer { waiting.removeAll() }
        return waiting.map(\.answered)
    }
}
