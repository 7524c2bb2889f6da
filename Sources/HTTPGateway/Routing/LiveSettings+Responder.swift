import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

extension LiveSettings {
    /// Answers the requests of every connection, with the fields that all answers have; each by the
    /// gateway that is in force when it comes.
    func responder(
        serverName: String, now: @escaping @Sendable () -> Int, logger: Logger
    ) -> HTTPChannelHandler.Responder {
        let clock = HTTPClock(now: now)
        return { request, writer, channel in
            var logger = logger
            logger[metadataKey: "hb.request.id"] = "\(RequestID())"
            let context = Gateway.Context(source: .init(channel: channel, logger: logger))
            var response: Response
            do {
                response = try await self.current.gateway.respond(to: request, context: context)
            } catch let error as HTTPParserError {
                throw error
            } catch {
                logger.error("a request failed", metadata: ["error": "\(error)"])
                response = Response(status: .internalServerError)
            }
            response.headers[.date] = clock.text
            response.headers[.server] = serverName
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
