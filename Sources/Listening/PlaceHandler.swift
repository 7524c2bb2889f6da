package import NIOCore
package import NIOHTTP1
package import NodeService

/// Keeps a connection's place in a ``ConnectionRoom``: it works from the end of a request until the
/// system has the whole of the answer, and rests otherwise; a body that comes in good pieces keeps
/// its place before those that are silent. Stands before whatever reads requests.
package final class PlaceHandler: ChannelDuplexHandler, RemovableChannelHandler {
    package typealias InboundIn = HTTPServerRequestPart
    package typealias OutboundIn = HTTPServerResponsePart
    package typealias OutboundOut = HTTPServerResponsePart

    private let place: ConnectionRoom.Place
    /// Requests that have begun and whose answers are not with the system.
    private var unanswered = 0
    /// Octets of a body since its place was told of the last ones.
    private var octets = 0

    /// What comes octet by octet does not earn it: so much is one or two reads of a client that
    /// sends as fast as it can.
    private static let advance = 64 << 10

    /// Nil when the room is full and everybody in it is being worked for: then the connection is
    /// to be closed.
    ///
    /// - Parameters:
    ///   - full: the reason under which those are counted that are not let in.
    ///   - evicted: the reason for those that have to make room.
    package init?(
        _ channel: any Channel, in room: ConnectionRoom,
        as holder: ConnectionRoom.Holder = .anybody, refusals: Refusals, full: StaticString,
        evicted: StaticString
    ) {
        let place = room.enter(as: holder) {
            refusals.count(evicted)
            channel.close(promise: nil)
        }
        guard let place else {
            refusals.count(full)
            return nil
        }
        self.place = place
        channel.closeFuture.whenComplete { _ in place.leave() }
    }

    /// A whole request is there that is answered without passing here.
    package func receivedRequest() {
        unanswered += 1
        place.works()
    }

    /// Such a request is answered and its answer with the system, or it comes here after all.
    package func doneWithRequest() {
        unanswered -= 1
        if unanswered == 0 { place.rests() }
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: unanswered += 1
        case .body(let buffer): advance(buffer.readableBytes)
        case .end: place.works()
        }
        context.fireChannelRead(data)
    }

    private func advance(_ count: Int) {
        octets += count
        guard octets >= Self.advance else { return }
        octets = 0
        place.advances()
    }

    package func write(
        context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
    ) {
        let part = unwrapOutboundIn(data)
        switch part {
        // An answer need not wait for the end of its request.
        case .head(let head) where !head.isInformational: place.works()
        case .head, .body: break
        case .end:
            let flushed = promise ?? context.eventLoop.makePromise()
            flushed.futureResult.assumeIsolated().whenSuccess {
                self.doneWithRequest()
            }
            context.write(data, promise: flushed)
            return
        }
        context.write(data, promise: promise)
    }
}

extension HTTPResponseHead {
    /// `100 Continue` and the like, which are not the answer.
    fileprivate var isInformational: Bool { status.code < 200 }
}
