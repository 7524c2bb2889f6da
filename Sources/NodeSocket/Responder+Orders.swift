import Hummingbird
import Keyring
import NIOCore
import NodeRequests
import NodeService
import OpenPGP

/// What changes the node or takes its data away: each order is in the audit log.
extension Responder {
    /// - Parameter origin: as the caller may claim it.
    func submit(
        _ request: Request, from origin: Submission.Origin, by caller: Caller
    ) async throws -> Response {
        try await bodies.withBody(of: request, limit: Self.largestSubmission, from: caller) {
            let submission = Submission(origin: origin, bytes: $0)
            // What clients send is no order.
            if case .client = origin { return try json(await node.submit(submission)) }
            return try json(
                await audit.order(.submit, by: caller) {
                    "\($0.inserted.count) new, \($0.updated.count) updated, "
                        + "\($0.unchanged.count) unchanged, \($0.refused.count) refused"
                } _: {
                    try await node.submit(submission)
                })
        }
    }

    func redact(_ request: Request, undo: Bool, by caller: Caller) async throws -> Response {
        let order = try await order(Messages.RedactionOrder.self, request, by: caller)
        guard let order, let fingerprint = Fingerprint(hex: order.fingerprint) else {
            throw RequestError.badRequest(
                "a JSON object with \"fingerprint\", 64, 40 or 32 hexadecimal digits, is "
                    + "expected, and \"userID\" in base64 where only one is meant")
        }
        return try json(
            await audit.order(undo ? .unredact : .redact, of: fingerprint.hex, by: caller) {
                "\($0.changed) changed, \($0.redactions.count) redacted now"
            } _: {
                try await node.redact(
                    fingerprint, userID: order.userID.map { Array($0) }, undo: undo,
                    by: caller.name)
            })
    }

    func remove(_ request: Request, by caller: Caller) async throws -> Response {
        let order = try await order(Messages.RemovalOrder.self, request, by: caller)
        guard let order, let fingerprint = Fingerprint(hex: order.fingerprint),
            (1...Messages.RemovalOrder.longestReason).contains(order.reason.unicodeScalars.count)
        else {
            throw RequestError.badRequest(
                "a JSON object with \"fingerprint\", 64, 40 or 32 hexadecimal digits, and "
                    + "\"reason\", at most \(Messages.RemovalOrder.longestReason) characters for "
                    + "who comes after you, is expected, and \"anyway\" where the key need not "
                    + "be stored")
        }
        return try json(
            await audit.order(.remove, of: fingerprint.hex, by: caller) {
                $0.changed ? "removed, \($0.keys) deleted" : "removed before"
            } _: {
                try await node.remove(
                    fingerprint, reason: order.reason, anyway: order.anyway ?? false,
                    by: caller.name)
            })
    }

    func letBack(_ request: Request, by caller: Caller) async throws -> Response {
        let order = try await order(Messages.ReturnOrder.self, request, by: caller)
        guard let order, let fingerprint = Fingerprint(hex: order.fingerprint) else {
            throw RequestError.badRequest(
                "a JSON object with \"fingerprint\", 64, 40 or 32 hexadecimal digits, is expected")
        }
        return try json(
            await audit.order(.letBack, of: fingerprint.hex, by: caller) {
                $0.changed ? "let back in" : "was not removed"
            } _: {
                try await node.letBack(fingerprint)
            })
    }

    func reconcile(_ peer: String, by caller: Caller) async throws -> Response {
        try json(
            await audit.order(.reconcile(peer: peer), by: caller) {
                "\($0.missing) missing, \($0.fetched) fetched"
            } _: {
                try await untilShutdown { try await node.reconcile(with: peer) }
            })
    }

    func shutdown(by caller: Caller) async throws -> Response {
        try await audit.order(.shutdown, by: caller) {
            "stopping"
        } _: {
            try await node.shutdown()
        }
        return try json([String: String](), status: .accepted)
    }

    func dump(by caller: Caller, on channel: any Channel) async throws -> Response {
        let dump = try await audit.order(.dump, by: caller) { _ in
            "begun"
        } _: {
            try await node.dump()
        }
        return try snapshot(dump, of: .dump, "application/pgp-keys", by: caller, on: channel)
    }

    func backup(by caller: Caller, on channel: any Channel) async throws -> Response {
        let backup = try await audit.order(.backup, by: caller) { _ in
            "begun"
        } _: {
            try await node.backup()
        }
        return try snapshot(backup, of: .backup, "application/vnd.sqlite3", by: caller, on: channel)
    }

    /// Nil when the body is no such order.
    private func order<Order: RequestBody>(
        _ type: Order.Type, _ request: Request, by caller: Caller
    ) async throws -> Order? {
        try await bodies.withBody(of: request, limit: Self.largestJSON, from: caller) {
            JSON.body(type, from: $0)
        }
    }
}
