import Keyring
import NodeService
import OpenPGP

/// `POST /pks/hashquery`: how SKS and Hockeypuck fetch keys by digest after reconciling
/// (SKS `wserver.ml`).
struct HashqueryEndpoint: Endpoint {
    let node: any NodeService
    let limits: HTTPLimits
    let bodies: RequestBodies
    /// Each holds what it finds, and the processors are few.
    let queries: Turnstile

    func answer(_ call: Call) async throws -> Answer {
        let digests = try await bodies.withBody(of: call.request, limit: limits.hashquery) { body in
            do throws(HashqueryError) {
                return try Hashquery.digests(of: body, limit: limits.digestsPerHashquery)
            } catch {
                throw Refusal.hashquery(error)
            }
        }
        return try await queries.withTurn {
            let keys = try await node.keys(
                withDigests: digests, maximumBytes: limits.hashqueryAnswer)
            return try await HeavyWork.run(octets: keys.octetCount) {
                Answer(contentType: Hashquery.contentType, body: Hashquery.body(of: keys))
            }
        }
    }
}
