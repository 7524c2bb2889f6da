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
    /// How long it is waited for octets; as poll(2) wants it, milliseconds.
    private let patience: CInt

    /// Takes over a connected descriptor. Reading gives up after `receiving`, writing after
    /// `sending`.
    init(owning descriptor: CInt, receiving: Duration, sending: Duration) {
        self.descriptor = descriptor
        patience = CInt(clamping: max(1, Int(receiving / .milliseconds(1))))
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
        limitSending(to: sending)
    }

    deinit { close(descriptor) }

    private func limitSending(to duration: Duration) {
        let (seconds, attoseconds) = duration.components
        // Zero would be no limit.
        var limit = timeval(
            tv_sec: Int(seconds), tv_usec: max(1, Int(attoseconds / 1_000_000_000_000)))
        setsockopt(
            descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
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
    ///
    /// It is poll(2) that waits: a thread that waits in recv(2) on a Unix domain socket is woken by
    /// Linux also when the other side has taken what was sent before, for nothing.
    func receive(into buffer: UnsafeMutableRawBufferPointer) -> Received {
        while true {
            var readiness = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&readiness, 1, patience)
            if ready == 0 { return .silence }
            if ready > 0 {
                let count = recv(
                    descriptor, buffer.baseAddress, buffer.count, CInt(MSG_DONTWAIT))
                if count > 0 { return .octets(count) }
                if count == 0 { return .end }
            }
            guard errno == EINTR || errno == EAGAIN else { return .end }
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
