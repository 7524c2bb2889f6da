import Listening
import NodeService

/// The connections of the node socket whose first requests are awaited. For the loop's thread, hence
/// it may be declared `Sendable`.
final class Doorsteps: LoopConnections, @unchecked Sendable {
    let loop: ReadinessLoop
    let idleTimeout: IdleTimeout
    /// What is received goes there first.
    let buffer = UnsafeMutableRawBufferPointer.allocate(
        byteCount: RequestBeginning.mostOctets, alignment: 16)
    /// Gives a connection to NIO, with what has come.
    let adopt: (CInt, [UInt8], SocketEntrance) -> Void
    let table = ConnectionTable()
    private let entrance: (CInt) -> SocketEntrance
    private let room: ConnectionRoom
    private let refusals: Refusals

    /// - Parameter entrance: who is at the other end of a descriptor.
    init(
        on loop: ReadinessLoop, idleTimeout: IdleTimeout, room: ConnectionRoom, refusals: Refusals,
        entrance: @escaping (CInt) -> SocketEntrance,
        adopt: @escaping (CInt, [UInt8], SocketEntrance) -> Void
    ) {
        self.loop = loop
        self.idleTimeout = idleTimeout
        self.room = room
        self.refusals = refusals
        self.entrance = entrance
        self.adopt = adopt
    }

    deinit { buffer.deallocate() }

    func connection(_ descriptor: CInt, from peer: IPAddress?) -> (any LoopConnection)? {
        Doorstep(descriptor, by: entrance(descriptor), in: self)
    }

    /// Nil when there is no place to be had.
    func enter(_ step: Doorstep, as holder: ConnectionRoom.Holder) -> ConnectionRoom.Place? {
        let (loop, refusals) = (loop, refusals)
        let place = room.enter(as: holder) {
            refusals.count(SocketEntrance.reasons.evicted)
            loop.post { step.close() }
        }
        if place == nil { refusals.count(SocketEntrance.reasons.full) }
        return place
    }
}
