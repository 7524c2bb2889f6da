#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// `send(2)`, which a method has the name of.
private let systemSend = send

/// A connected Unix domain socket, used by blocking calls from threads that may wait; closed with
/// the object.
final class StreamSocket: Sendable {
    private let descriptor: CInt

    /// Takes over a connected descriptor. Reading gives up after `receiving`, writing after
    /// `sending`.
    init(owning descriptor: CInt, receiving: Duration, sending: Duration) {
        self.descriptor = descriptor
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
        limit(SO_RCVTIMEO, receiving)
        limit(SO_SNDTIMEO, sending)
    }

    deinit { close(descriptor) }

    private func limit(_ option: CInt, _ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        // Zero would be no limit.
        var limit = timeval(
            tv_sec: Int(seconds), tv_usec: max(1, Int(attoseconds / 1_000_000_000_000)))
        setsockopt(
            descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    /// What a call to read came to.
    enum Received: Equatable {
        case octets(Int)
        /// Nothing came in the time allowed.
        case silence
        /// The other side has closed, or the connection broke.
        case end
    }

    /// Waits for the next octets.
    func receive(into buffer: UnsafeMutableRawBufferPointer) -> Received {
        while true {
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count > 0 { return .octets(count) }
            if count < 0, errno == EINTR { continue }
            return count < 0 && errno == EAGAIN ? .silence : .end
        }
    }

    /// Waits until the system has taken all; false when the connection broke or the other side
    /// takes nothing.
    func send(_ octets: [UInt8]) -> Bool {
        octets.withUnsafeBytes { octets in
            var rest = octets[...]
            while !rest.isEmpty {
                let sent = Self.send(descriptor, rest, waits: true)
                if sent < 0, errno == EINTR { continue }
                guard sent > 0 else { return false }
                rest = rest.dropFirst(sent)
            }
            return true
        }
    }

    /// Gives the system as much as it takes at once, never waits. Nil when the connection broke.
    func sendNow(_ octets: [UInt8]) -> Int? {
        octets.withUnsafeBytes { octets in
            while true {
                let sent = Self.send(descriptor, octets[...], waits: false)
                if sent >= 0 { return sent }
                if errno == EINTR { continue }
                return errno == EAGAIN ? 0 : nil
            }
        }
    }

    private static func send(
        _ descriptor: CInt, _ octets: Slice<UnsafeRawBufferPointer>, waits: Bool
    ) -> Int {
        let flags = CInt(MSG_NOSIGNAL) | (waits ? 0 : CInt(MSG_DONTWAIT))
        let octets = UnsafeRawBufferPointer(rebasing: octets)
        return systemSend(descriptor, octets.baseAddress, octets.count, flags)
    }

    /// Whoever waits to read sees the end; what is being sent still goes out.
    func endReading() { shutdown(descriptor, CInt(SHUT_RD)) }

    /// Ends it in both directions, for whoever waits, too.
    func end() { shutdown(descriptor, CInt(SHUT_RDWR)) }
}
