import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

extension NodeConnection {
    /// Says of the HTTP client's errors what they mean to who asked.
    static func translating<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as IOError {
            throw ExchangeError.unreachable(reason: error.reason)
        } catch let error as NIOConnectionError {
            throw ExchangeError.unreachable(reason: reason(of: error))
        } catch NIOSSLError.uncleanShutdown {
            throw ExchangeError.unreachable(reason: "the connection broke off")
        } catch let error where isOfTLS(error) {
            throw ExchangeError.untrusted(reason: "\(error)")
        } catch let error as HTTPClientError {
            throw ExchangeError.unreachable(reason: error.description)
        } catch let error as HTTPParserError {
            throw ExchangeError.unreachable(reason: "the answer broke off: \(error)")
        } catch let error as ChannelError {
            throw ExchangeError.unreachable(reason: "\(error)")
        }
    }

    /// Why none of a host's addresses can be connected to, by the first of them.
    private static func reason(of error: NIOConnectionError) -> String {
        guard let first = error.connectionErrors.first else {
            return "nobody knows the address of \(error.host)"
        }
        return (first.error as? IOError)?.reason ?? "\(first.error)"
    }

    /// Whether a certificate may be the reason. A node that refuses ours says so only behind the
    /// handshake (TLS 1.3, RFC 8446 §4.4.2.4), when the request is on its way.
    private static func isOfTLS(_ error: any Error) -> Bool {
        error is NIOSSLError || error is BoringSSLError || error is NIOSSLExtraError
    }
}
