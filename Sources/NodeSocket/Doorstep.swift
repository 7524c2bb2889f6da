import Listening
import NIOCore
import NodeService

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A connection of the node socket before its first request is there, or a good part of it. Whoever
/// is silent, dawdles or dies before costs the node a descriptor and a few octets, no channel.
///
/// For its loop's thread alone, which is why it may be declared `Sendable`.
final class Doorstep: LoopConnection, ReadinessWatcher, @unchecked Sendable {
    private let descriptor: CInt
    private let entrance: SocketEntrance
    private let group: Doorsteps
    private let idle: TimeAmount
    private var place: ConnectionRoom.Place?
    private var beginning = RequestBeginning()
    private(set) var deadline: NIODeadline?
    /// A head is there.
    private var awaitsBody = false
    private var isWatching = false
    private var isOver = false

    /// How long a body may take: as good as every client sends it at once, or as fast as it is read.
    private static let bodyDuration = TimeAmount.seconds(1)

    init(_ descriptor: CInt, by entrance: SocketEntrance, in group: Doorsteps) {
        self.descriptor = descriptor
        self.entrance = entrance
        self.group = group
        idle = TimeAmount(group.idleTimeout.duration)
        deadline = .now() + idle
    }

    func begin() -> Bool {
        place = group.enter(self, as: entrance.holder)
        guard place != nil else { return false }
        receive()
        return true
    }

    func isReady(_ readiness: Readiness) { receive(isLeft: readiness.contains(.broken)) }

    /// - Parameter isLeft: whether the client has gone for good. What it has sent is there all the
    ///   same: a request that is whole is carried out.
    private func receive(isLeft: Bool = false) {
        let buffer = group.buffer
        let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
        guard count > 0 else {
            if count < 0, errno == EAGAIN || errno == EINTR { return watch() }
            // What a head that broke off is told is told by HTTP.
            let isTold = count == 0 && !isLeft && !beginning.octets.isEmpty
            return isTold ? handOver() : close()
        }
        let isFirst = beginning.octets.isEmpty
        beginning.receive(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        switch beginning.stage {
        case .head:
            // The whole of a head has as long as a client may be silent.
            if isFirst { expect(.now() + idle) }
        case .body:
            if !awaitsBody { expect(.now() + Self.bodyDuration) }
            awaitsBody = true
        case .enough: return handOver()
        }
        watch()
    }

    private func expect(_ time: NIODeadline) {
        deadline = time
        group.expect(time)
    }

    private func watch() {
        guard !isWatching else { return }
        isWatching = group.loop.watch(descriptor, for: .reading, by: self)
        if !isWatching { close() }
    }

    func reachedDeadline() {
        // Whoever dawdles over a body is told of it by HTTP.
        awaitsBody ? handOver() : close()
    }

    func quiesce() { awaitsBody ? handOver() : close() }

    func close() {
        guard leave() else { return }
        Glibc.close(descriptor)
    }

    private func handOver() {
        guard leave() else { return }
        group.adopt(descriptor, beginning.octets, entrance)
    }

    /// False when it is not here any more.
    private func leave() -> Bool {
        guard !isOver else { return false }
        isOver = true
        if isWatching { group.loop.forget(descriptor) }
        group.remove(descriptor)
        place?.leave()
        place = nil
        return true
    }
}
