import SyntheticKeys
import Testing

@testable import HTTPGateway

@Suite struct CORSTests {
    private let node = MemoryNode([SyntheticKey(1).key])

    @Test(arguments: [
        ("/", "GET, HEAD, OPTIONS", nil), ("/pks/lookup", "GET, HEAD, OPTIONS", nil),
        ("/pks/stats", "GET, HEAD, OPTIONS", nil),
        (
            "/pks/add", "POST, OPTIONS",
            "application/x-www-form-urlencoded, application/pgp-keys, application/pgp"
        ),
        ("/pks/v2/certs/by-keyid", "GET, HEAD, OPTIONS", nil),
        ("/pks/v2/certs/by-identity/a@b", "GET, HEAD, OPTIONS", nil),
        ("/pks/v2/index", "GET, HEAD, OPTIONS", nil),
        (
            "/pks/v2/certs", "POST, OPTIONS",
            "application/pgp, application/pgp-keys, multipart/form-data"
        ),
        ("/vks/v1/by-email/x", "GET, HEAD, OPTIONS", nil),
        ("/vks/v1/upload", "POST, OPTIONS", "application/json"),
    ])
    func `who asks what is possible is told, as a browser asks it`(
        path: String, methods: String, accepts: String?
    ) async throws {
        try await withGateway(node) { gateway in
            let reply = try await request(
                gateway, "OPTIONS", path,
                headers: [
                    "Origin: https://example.org", "Access-Control-Request-Method: POST",
                    "Access-Control-Request-Headers: content-type",
                ])
            #expect(reply.status == 200 && reply.body.isEmpty)
            #expect(reply["Allow"] == methods)
            #expect(reply["Accept"] == accepts)
            #expect(reply["Access-Control-Allow-Origin"] == "*")
            #expect(reply["Access-Control-Allow-Methods"] == methods)
            #expect(reply["Access-Control-Allow-Headers"] == "Content-Type")
            #expect(reply["Access-Control-Max-Age"] == "86400")
        }
    }

    @Test(arguments: [
        ("GET", "/pks/lookup?op=get&search=nobody", 404), ("GET", "/pks/lookup", 400),
        ("GET", "/pks/nowhere", 404), ("GET", "/pks/add", 405), ("POST", "/pks/add", 400),
        ("POST", "/pks/hashquery", 400), ("GET", "/pks/health", 200), ("GET", "/pks/stats", 200),
        ("OPTIONS", "*", 200),
    ])
    func `every answer may be read from any origin`(
        method: String, path: String, status: Int
    ) async throws {
        try await withGateway(node) { gateway in
            let reply = try await request(gateway, method, path)
            #expect(reply.status == status)
            #expect(reply["Access-Control-Allow-Origin"] == "*")
            #expect(reply["Access-Control-Expose-Headers"] == "Retry-After, X-HKP-Results-Count")
        }
    }
}
