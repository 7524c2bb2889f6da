import HTTPTypes
import Hummingbird
import HummingbirdCore
import Listening
import Logging
import NIOCore
import NIOHTTP1

extension LiveSettings {
    /// Answers the requests of every connection, with the fields that all answers have; each by the
    /// gateway that is in force when it comes.
    func responder(letterhead: Letterhead, logger: Logger) -> HTTPChannelHandler.Responder {
        { request, writer, channel in
            let log = RequestLog(logger)
            var response: Response
            do {
                response = try await self.current.gateway.respond(
                    to: request, on: channel, log: log)
            } catch let error as HTTPParserError {
                throw error
            } catch {
                log.failed(error)
                response = Response(status: .internalServerError)
            }
            response.headers[.date] = letterhead.clock.text
            response.headers[.server] = letterhead.serverName
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
