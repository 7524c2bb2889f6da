package import NIOCore

/// A connection that a ``ReadinessLoop`` serves. For its thread alone.
package protocol LoopConnection: AnyObject, Sendable {
    /// When it is to be told that time is up; nil: never.
    var deadline: NIODeadline? { get }

    /// Takes its place and what may have come already. False when there is no place: then it is to
    /// be closed.
    func begin() -> Bool

    func reachedDeadline()

    /// Ends when nothing holds it; else soon, by its deadline.
    func quiesce()
}

/// The connections of one listener that one loop serves. For that loop's thread, but where it says
/// otherwise.
package protocol LoopConnections: AnyObject, Sendable {
    var loop: ReadinessLoop { get }
    /// For what is below and nobody else.
    var table: ConnectionTable { get }

    /// Makes something of what has been accepted; nil when it has been given to others.
    func connection(_ descriptor: CInt, from peer: IPAddress?) -> (any LoopConnection)?
}

/// Who is there, and until when.
package final class ConnectionTable {
    fileprivate var connections: [CInt: any LoopConnection] = [:]
    /// When the deadlines of all are looked at next.
    fileprivate var nextSweep: NIODeadline?
    fileprivate var isQuiescing = false
    fileprivate var onEnd: (() -> Void)?

    package init() {}
}

/// How far beyond its deadline a connection may last.
private let tolerance = TimeAmount.milliseconds(20)

extension LoopConnections {
    /// Serves a connection that has been accepted. From any thread.
    func serve(_ descriptor: CInt, from peer: IPAddress?) {
        if ReadinessLoop.current === loop { return begin(descriptor, from: peer) }
        loop.post { self.begin(descriptor, from: peer) }
    }

    private func begin(_ descriptor: CInt, from peer: IPAddress?) {
        guard let connection = connection(descriptor, from: peer) else { return }
        table.connections[descriptor] = connection
        guard connection.begin() else {
            table.connections[descriptor] = nil
            AcceptedSocket.close(descriptor)
            return
        }
        guard table.connections[descriptor] === connection else { return }
        if table.isQuiescing { connection.quiesce() }
        expect(connection.deadline)
    }

    /// To be called by a connection that has ended here, whatever becomes of its descriptor.
    package func remove(_ descriptor: CInt) {
        table.connections[descriptor] = nil
        endIfEmpty()
    }

    // MARK: Deadlines

    /// Looks at the deadlines of all when this one is reached, at the latest.
    package func expect(_ deadline: NIODeadline?) {
        guard let deadline else { return }
        let time = deadline + tolerance
        guard table.nextSweep.map({ time < $0 }) ?? true else { return }
        table.nextSweep = time
        loop.schedule(at: time) { self.sweep(expected: time) }
    }

    private func sweep(expected: NIODeadline) {
        // Another has been expected before it.
        guard table.nextSweep == expected else { return }
        table.nextSweep = nil
        let now = NIODeadline.now()
        for connection in Array(table.connections.values)
        where connection.deadline.map({ $0 <= now }) ?? false {
            connection.reachedDeadline()
        }
        expect(table.connections.values.lazy.compactMap(\.deadline).min())
    }

    // MARK: Ending

    /// Ends what is at rest, and lets what has been asked be answered. From any thread; returns when
    /// there are no connections here any more.
    func quiesce() async {
        await withCheckedContinuation { continuation in
            loop.post {
                self.table.isQuiescing = true
                self.table.onEnd = { continuation.resume() }
                for connection in Array(self.table.connections.values) { connection.quiesce() }
                self.endIfEmpty()
            }
        }
    }

    private func endIfEmpty() {
        guard table.connections.isEmpty, let onEnd = table.onEnd else { return }
        table.onEnd = nil
        onEnd()
    }
}
