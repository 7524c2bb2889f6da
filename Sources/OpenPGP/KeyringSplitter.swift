/// Splits a binary keyring that arrives in pieces into its keys, by framing alone, in linear time
/// and holding little more than one key: append octets, take keys until there is none, and at the
/// end finish and take the rest.
///
///     while let piece = read() {
///         splitter.append(piece)
///         while let key = splitter.nextKey() { … }
///     }
///     splitter.finish()
///     while let key = splitter.nextKey() { … }
///
/// A key begins at a primary key packet, public or secret. Packets before the first are passed
/// over. Broken framing stops the splitter; the key being read there is not given.
package struct KeyringSplitter: Sendable {
    package enum End: Hashable, Sendable {
        /// Every octet was read.
        case complete
        /// The framing broke. `keyOffset` is where the key begins that was lost by it, nil if there
        /// was none.
        case broken(PacketError, keyOffset: Int?)
    }

    /// Why there is nothing more to come; nil while more octets may help.
    package private(set) var end: End?
    /// Octets of packets that stood before the first key.
    package private(set) var skippedOctets = 0

    private let limits: PacketLimits
    private var buffer: [UInt8] = []
    /// Offset in the stream of `buffer[0]`.
    private var origin = 0
    /// Offset in the stream of the next packet header; it may lie behind the buffer.
    private var position = 0
    /// Offset in the stream of the packet that ends at `position`.
    private var lastPacket = 0
    /// Offset in the stream of the key being read.
    private var keyOffset: Int?
    /// Once the key being read exceeds the limit: what is kept of it.
    private var cutKey: [UInt8]?
    private var isFinished = false

    package init(limits: PacketLimits = .standard) {
        self.limits = limits
    }

    /// Takes the next octets of the stream.
    package mutating func append(_ bytes: some Collection<UInt8>) {
        precondition(!isFinished, "Nothing is appended to a stream that was finished.")
        guard end == nil else { return }
        discard()
        buffer.append(contentsOf: bytes)
    }

    /// Tells that the stream ends here.
    package mutating func finish() {
        isFinished = true
    }

    /// The next key whose end is known, or nil if more octets are needed or there is no more.
    package mutating func nextKey() -> RawKey? {
        while end == nil {
            let header: PacketHeader?
            do throws(PacketError) {
                header = try readHeader()
            } catch {
                end = .broken(error, keyOffset: keyOffset)
                break
            }
            guard let header else { return isFinished ? finishKey() : nil }
            let packet = position..<(position + header.packetLength)
            guard header.tag.beginsKey else {
                pass(packet)
                continue
            }
            let key = cutOut()
            keyOffset = packet.lowerBound
            pass(packet)
            if let key { return key }
        }
        buffer = []
        return nil
    }

    /// The header at `position`; nil if the octets at hand do not suffice. Once the stream is
    /// finished a header or a body that is cut off is an error.
    private func readHeader() throws(PacketError) -> PacketHeader? {
        let index = position - origin
        if index < buffer.count {
            if let header = try PacketHeader.read(buffer.span, at: index, origin: origin) {
                guard !isFinished || header.packetLength <= buffer.count - index else {
                    throw .truncated(offset: position)
                }
                return header
            }
            if isFinished { throw .truncated(offset: position) }
        }
        return nil
    }

    /// Moves behind a packet, and lets go of the key being read if that becomes too long.
    private mutating func pass(_ packet: Range<Int>) {
        lastPacket = packet.lowerBound
        position = packet.upperBound
        guard let keyOffset else {
            skippedOctets += packet.count
            return
        }
        if cutKey == nil, position - keyOffset > limits.keyLength {
            cutKey = packet.lowerBound == keyOffset ? [] : firstPacket(at: keyOffset)
        }
    }

    /// The octets of the packet that begins at `offset`, which is in the buffer.
    private func firstPacket(at offset: Int) -> [UInt8] {
        let index = offset - origin
        guard
            let header = try? PacketHeader.read(buffer.span, at: index, origin: origin),
            header.packetLength <= buffer.count - index
        else { return [] }
        return Array(buffer[index..<(index + header.packetLength)])
    }

    /// The key that reaches from `keyOffset` to `position`, if there is one.
    private mutating func cutOut() -> RawKey? {
        guard let start = keyOffset else { return nil }
        keyOffset = nil
        if let kept = cutKey {
            cutKey = nil
            return RawKey(range: start..<position, bytes: kept, exceedsLimit: true)
        }
        return RawKey(
            range: start..<position,
            bytes: Array(buffer[(start - origin)..<(position - origin)]), exceedsLimit: false)
    }

    /// The last key of a stream that is finished.
    private mutating func finishKey() -> RawKey? {
        guard position == origin + buffer.count else {
            end = .broken(.truncated(offset: lastPacket), keyOffset: keyOffset)
            buffer = []
            return nil
        }
        let key = cutOut()
        end = .complete
        buffer = []
        return key
    }

    /// Lets go of the octets that no key needs. They are moved only when they are at least half of
    /// the buffer, so each octet is moved a bounded number of times.
    private mutating func discard() {
        let needed = cutKey == nil ? keyOffset ?? position : position
        let unneeded = min(needed - origin, buffer.count)
        guard unneeded > 0, unneeded >= buffer.count / 2 else { return }
        buffer.removeSubrange(..<unneeded)
        origin += unneeded
    }
}
