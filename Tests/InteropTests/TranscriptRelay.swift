import Foundation
import Synchronization

/// Stands between two recon partners and keeps what passes. Each side sees the address of the
/// other, not the relay's.
final class TranscriptRelay: Sendable {
    /// The bytes of one connection.
    struct Session: Sendable {
        var fromDialler: [UInt8] = []
        var fromAcceptor: [UInt8] = []
        var opened: ContinuousClock.Instant
        /// When the last byte passed.
        var lastByte: ContinuousClock.Instant
        var hasEnded = false

        var bytes: Int { fromDialler.count + fromAcceptor.count }
    }

    private struct State {
        var target: Int?
        var sessions: [Session] = []
    }

    let address: String
    let port: Int
    private let dialler: String
    private let listener: Int32
    private let state = Mutex(State())

    /// Listens at the acceptor's address and passes connections on from the dialler's address.
    init(acceptor: String, dialler: String) throws {
        address = acceptor
        self.dialler = dialler
        listener = try Connection.listen(at: acceptor, port: 0)
        port = try Connection.port(of: listener)
        Thread.detachNewThread { [self] in acceptConnections() }
    }

    /// The acceptor's port; while it is nil, connections are closed at once.
    var target: Int? {
        get { state.withLock { $0.target } }
        set { state.withLock { $0.target = newValue } }
    }

    var sessions: [Session] { state.withLock { $0.sessions } }

    /// Ends the listening; connections that are open go on to their end.
    func close() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func acceptConnections() {
        defer { Glibc.close(listener) }
        while true {
            let accepted = accept(listener, nil, nil)
            guard accepted >= 0 else { return }
            let left = Connection(descriptor: accepted)
            guard let target,
                let right = try? Connection(to: address, port: target, from: dialler, seconds: 120)
            else { continue }
            relay(left, right)
        }
    }

    private func relay(_ dialler: Connection, _ acceptor: Connection) {
        let number = state.withLock { state in
            let now = ContinuousClock.now
            state.sessions.append(Session(opened: now, lastByte: now))
            return state.sessions.count - 1
        }
        Thread.detachNewThread { [self] in
            while let bytes = dialler.receive(), !bytes.isEmpty, acceptor.send(bytes) {
                note(number) { $0.fromDialler += bytes }
            }
            acceptor.finishWriting()
        }
        Thread.detachNewThread { [self] in
            while let bytes = acceptor.receive(), !bytes.isEmpty, dialler.send(bytes) {
                note(number) { $0.fromAcceptor += bytes }
            }
            dialler.finishWriting()
            state.withLock { $0.sessions[number].hasEnded = true }
        }
    }

    private func note(_ number: Int, _ change: (inout Session) -> Void) {
        state.withLock {
            change(&$0.sessions[number])
            $0.sessions[number].lastByte = .now
        }
    }
}
