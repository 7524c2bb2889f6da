import Hummingbird
import NodeRequests
import NodeService
import OpenPGP

/// Orders to remove keys.
extension Responder {
    func remove(_ request: Request, from caller: Caller) async throws -> Response {
        let (fingerprint, order) = try await removalOrder(request)
        guard let reason = order.reason, !reason.isEmpty else {
            throw RequestError.badRequest("\"reason\" is needed: whoever comes after you will ask")
        }
        let by = order.by ?? caller.name
        return try json(
            await node.remove(
                fingerprint, reason: reason, anyway: order.anyway ?? false, by: by))
    }

    func removalOrder(
        _ request: Request
    ) async throws -> (fingerprint: Fingerprint, order: Messages.RemovalOrder) {
        let octets = try await body(of: request, limit: Self.largestJSON)
        guard let order = try? JSON.decode(Messages.RemovalOrder.self, from: octets),
            let fingerprint = Fingerprint(hex: order.fingerprint)
        else {
            throw RequestError.badRequest(
                "a JSON object with \"fingerprint\", 64, 40 or 32 hexadecimal digits, is expected")
        }
        return (fingerprint, order)
    }
}
