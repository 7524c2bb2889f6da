import Foundation
import Keyring
import NodeRequests
import NodeService
import TestNodes
import TestSupport
import Testing

@testable import NodeSocket

/// Every route for every role.
@Suite struct RouteRolesTests {
    /// r reader, s submitter, g gateway, a auditor, o operator.
    private static let table = [
        "GET /v1/health": "rsgao", "GET /v1/openapi.json": "rsgao", "GET /v1/status": "rgao",
        "GET /v1/peers": "rgao", "GET /v1/activity": "rgao", "GET /v1/keys": "rgao",
        "GET /v1/lookups": "rgao",
        "POST /v1/keys/by-digest": "rgao", "POST /v1/keys": "sgo", "POST /v1/refusals": "go",
        "GET /v1/metrics": "rgao", "GET /v1/changes": "rgao", "GET /v1/dump": "o",
        "GET /v1/backup": "o", "GET /v1/removals": "ao", "POST /v1/removals": "o",
        "DELETE /v1/removals": "o", "GET /v1/redactions": "ao", "POST /v1/check": "ao",
        "POST /v1/redactions": "o", "DELETE /v1/redactions": "o",
        "POST /v1/shutdown": "o", "POST /v1/peers/b/reconcile": "o",
    ]

    private static let user: UInt32 = 1001
    private static let caller = PeerCredential(process: 1, user: user, group: 1001)

    private let node = RecordingNode()

    /// Runs `work` with a server that takes everybody for a user with this role.
    private func serving<Value: Sendable>(
        _ role: Role?, _ work: @escaping @Sendable (String) async throws -> Value
    ) async throws -> Value {
        let grants = role.map { [$0: [AccessRules.Subject.user(Self.user)]] } ?? [:]
        return try await withFolder { folder in
            let path = folder + "/node.sock"
            return try await withServer(
                node, at: path, access: LiveAccess(AccessRules(grants, owner: 1000)),
                as: Self.caller
            ) { _ in try await work(path) }
        }
    }

    /// What was asked, with a body that no route takes: nothing is changed by it.
    private func status(of request: String, at path: String) async throws -> (Int, String) {
        let query = request == "GET /v1/keys" ? "?search=x" : ""
        return try await ask(path, request + query, body: "{")
    }

    @Test func `every route stands in the table`() {
        let routes = OpenAPITests.routes.map { route -> String in
            let (method, path) = route.request
            return "\(method) \(path.removingPercentEscapes ?? path)"
        }
        #expect(Set(routes.map { $0.replacing("{name}", with: "b") }) == Set(Self.table.keys))
    }

    @Test(arguments: Role.allCases)
    func `a role opens its routes and no others`(role: Role) async throws {
        let letter = try #require(role.rawValue.first)
        try await serving(role) { path in
            for (request, roles) in Self.table {
                let (status, body) = try await status(of: request, at: path)
                #expect((status == 403) == !roles.contains(letter), "\(request): \(status)")
                if status == 403 {
                    let failure = try JSON.decode(Messages.Failure.self, from: Array(body.utf8))
                    #expect(failure.error.code == "forbidden")
                    let needed = Role.allCases.filter { roles.contains($0.rawValue.first!) }
                    #expect(
                        failure.error.detail
                            == needed.map(\.rawValue).joined(separator: ", "))
                }
            }
            let (unknown, _) = try await ask(path, "GET /v1/nothing")
            #expect(unknown == 404)
        }
    }

    @Test func `without a role there is nothing, and nothing reaches the node`() async throws {
        try await serving(nil) { path in
            for request in Array(Self.table.keys) + ["GET /v1/nothing", "PUT /v1/keys", "GET /"] {
                let (status, body) = try await status(of: request, at: path)
                #expect(status == 403, "\(request)")
                #expect(body.contains("user 1001 has no role here"))
            }
        }
        let asked = node.asked
        #expect(asked.lookups.isEmpty && asked.submissions.isEmpty && asked.shutdowns == 0)
        #expect(asked.redactionOrders.isEmpty && asked.reconciled.isEmpty)
    }

    /// Nil: refused.
    private static let origins: [(role: Role, query: String, origin: Submission.Origin?)] = [
        (.submitter, "", .client("user 1001")),
        (.submitter, "?origin=client&name=user%201001", .client("user 1001")),
        (.submitter, "?origin=client&name=user%201002", nil),
        (.submitter, "?origin=client&name=192.0.2.1", nil),
        (.submitter, "?origin=peer&name=b", nil), (.submitter, "?origin=load", nil),
        (.gateway, "", .client("user 1001")),
        (.gateway, "?origin=client&name=192.0.2.1", .client("192.0.2.1")),
        (.gateway, "?origin=peer&name=b", nil), (.gateway, "?origin=load", nil),
        (.operator, "", .load), (.operator, "?origin=load", .load),
        (.operator, "?origin=peer&name=b", .peer("b")),
        (.operator, "?origin=client&name=192.0.2.1", .client("192.0.2.1")),
    ]

    @Test(arguments: origins)
    func `who may speak for whom`(
        role: Role, query: String, origin: Submission.Origin?
    ) async throws {
        let status = try await serving(role) { path in
            try await ask(path, "POST /v1/keys\(query)", body: "x").0
        }
        #expect(status == (origin == nil ? 403 : 200))
        #expect(node.asked.submissions.map(\.origin) == (origin.map { [$0] } ?? []))
    }

    @Test func `whoever the system does not tell is nobody`() async throws {
        let caller = Caller.current(by: LiveAccess())
        #expect(caller.roles.isEmpty)
        #expect(throws: RequestError.self) { try caller.require(Set(Role.allCases)) }
    }
}
