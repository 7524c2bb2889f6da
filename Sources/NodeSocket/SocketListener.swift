import HTTPTypes
import Hummingbird
import HummingbirdCore
import Listening
import Logging
import NIOCore
import NIOHTTP1
import NodeService

/// The listener of the node socket. Who connects is waited for on a loop (``Doorstep``), and served
/// by NIO and Hummingbird from when a request is there.
struct SocketListener {
    let socket: ListeningSocket
    let path: SocketPath
    let access: LiveAccess
    /// Who is at the other end of a descriptor.
    let identify: @Sendable (CInt) -> PeerCredential?
    let responder: Responder
    let idleTimeout: IdleTimeout
    let refusals: Refusals
    let logger: Logger

    /// Connections that the system keeps for us until we take them: as many as it allows. At a socket
    /// whose queue is full, clients are refused at once.
    static let backlog: CInt = 4_096

    /// A connection of which a request is there.
    private struct Opened: Sendable {
        let channel: SocketChannel
        let value: SocketChannel.Value
    }

    /// Serves until graceful shutdown, or until the system takes the listener away.
    ///
    /// - Throws: `IOError` when there are no descriptors for it.
    func run(onListening: @escaping @Sendable () async -> Void) async throws {
        // They are few, and all that is done for one here takes microseconds.
        let loops = try ReadinessLoops(count: 1)
        let channels = AdoptedChannels()
        let (opened, opening) = AsyncStream.makeStream(of: Opened.self)
        let room = ConnectionRoom(capacity: SocketChannel.mostConnections)
        let groups = loops.all.map { loop in
            Doorsteps(
                on: loop, idleTimeout: idleTimeout, room: room, refusals: refusals,
                entrance: { [identify, access] in SocketEntrance(identify($0), access: access) },
                adopt: { [logger] descriptor, octets, entrance in
                    let server = channel(by: entrance, in: room)
                    channels.adopt(descriptor, handing: octets) { channel in
                        server.setup(channel: channel, logger: logger).map { value in
                            Self.hand(Opened(channel: server, value: value), to: opening)
                        }
                    }
                })
        }
        let listener = LoopListener(
            socket, on: loops, groups, givingAwayTo: channels, refusals: refusals,
            reasons: SocketEntrance.reasons, logger: logger)
        // Those who serve are children of this task: so what they wait for ends with the shutdown.
        await withDiscardingTaskGroup { group in
            group.addTask {
                await listener.run(onListening: onListening, onClosed: { path.remove() })
                opening.finish()
            }
            for await next in opened {
                group.addTask { [logger] in
                    await next.channel.handle(value: next.value, logger: logger)
                }
            }
        }
    }

    private func channel(by entrance: SocketEntrance, in room: ConnectionRoom) -> SocketChannel {
        SocketChannel(
            responder: responder.onChannel(logger: logger), idleTimeout: idleTimeout,
            entrance: entrance, room: room, refusals: refusals)
    }

    private static func hand(_ opened: Opened, to opening: AsyncStream<Opened>.Continuation) {
        guard case .terminated = opening.yield(opened) else { return }
        // The server is being cancelled: nobody serves it, and NIO wants it ended in this way.
        Task { try? await opened.value.http.executeThenClose { _, _ in } }
    }
}

extension Responder {
    /// As Hummingbird's `Application` makes it of a responder.
    fileprivate func onChannel(logger: Logger) -> HTTPChannelHandler.Responder {
        { request, writer, channel in
            var logger = logger
            logger[metadataKey: "hb.request.id"] = .stringConvertible(RequestID())
            let context = Context(source: .init(channel: channel, logger: logger))
            var response = try await respond(to: request, context: context)
            response.headers[.date] = clock.text
            do {
                try await writer.write(response: response.head, body: response.body)
            } catch is HTTPParserError {
                // What has begun cannot be answered in another way: the connection ends.
                throw UnfinishedAnswer()
            }
        }
    }
}

/// The request's body turned out to be malformed after its answer had begun.
private struct UnfinishedAnswer: Error {}
