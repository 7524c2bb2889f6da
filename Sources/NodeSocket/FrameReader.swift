/// Cuts what a ``StreamSocket`` receives into frames: each a length of four octets, the most
/// significant first, and so many octets.
struct FrameReader {
    enum Next: Equatable {
        case frame([UInt8])
        /// Nothing came in the time allowed.
        case silence
        /// The other side has closed, the connection broke, or it sends what cannot be read.
        case end
    }

    /// Octets of a length.
    private static let head = 4
    /// Read at a time: the frames of some keys.
    private static let bufferSize = 64 << 10

    private let largest: Int
    private var buffer = [UInt8](repeating: 0, count: bufferSize)
    /// What of the buffer has been read and not been taken.
    private var filled = 0..<0

    /// - Parameter largest: octets of a frame that are still taken.
    init(largest: Int) { self.largest = largest }

    /// Waits for the next frame.
    mutating func next(from socket: StreamSocket) -> Next {
        while true {
            if filled.count >= Self.head {
                let length = filled.prefix(Self.head).reduce(0) { $0 << 8 | Int(buffer[$1]) }
                guard length <= largest else { return .end }
                let body = filled.lowerBound + Self.head
                if filled.count >= Self.head + length {
                    filled = body + length..<filled.upperBound
                    return .frame(Array(buffer[body..<body + length]))
                }
                if Self.head + length > buffer.count { return large(length, from: socket) }
            }
            switch fill(from: socket) {
            case .octets: continue
            case .silence: return filled.isEmpty ? .silence : .end
            case .end: return .end
            }
        }
    }

    /// Reads on behind what is there, which is less than a frame that the buffer has room for.
    private mutating func fill(from socket: StreamSocket) -> StreamSocket.Received {
        if filled.lowerBound > 0 {
            buffer.withUnsafeMutableBytes { buffer in
                UnsafeMutableRawBufferPointer(rebasing: buffer[..<filled.count])
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[filled]))
            }
            filled = 0..<filled.count
        }
        let received = buffer.withUnsafeMutableBytes { buffer in
            socket.receive(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled.count...]))
        }
        if case .octets(let count) = received { filled = 0..<filled.count + count }
        return received
    }

    /// A frame that does not fit into the buffer is read into the place where it stays.
    private mutating func large(_ length: Int, from socket: StreamSocket) -> Next {
        let begun = buffer[filled].dropFirst(Self.head)
        filled = 0..<0
        var isWhole = true
        let frame = [UInt8](unsafeUninitializedCapacity: length) { frame, count in
            count = frame.update(fromContentsOf: begun)
            while count < length {
                let rest = UnsafeMutableRawBufferPointer(
                    UnsafeMutableBufferPointer(rebasing: frame[count..<length]))
                guard case .octets(let more) = socket.receive(into: rest) else {
                    isWhole = false
                    return
                }
                count += more
            }
        }
        return isWhole ? .frame(frame) : .end
    }

    /// A frame with room for its length, to be completed by ``finish(_:)``.
    static func begin(reserving octets: Int) -> [UInt8] {
        var frame: [UInt8] = []
        frame.reserveCapacity(head + octets)
        frame.append(contentsOf: [0, 0, 0, 0])
        return frame
    }

    /// Writes the length of what follows it.
    static func finish(_ frame: inout [UInt8]) {
        let length = frame.count - head
        precondition(length <= UInt32.max, "a frame has a length of 32 bits")
        for index in 0..<head {
            frame[index] = UInt8(truncatingIfNeeded: length >> (8 * (head - 1 - index)))
        }
    }
}
