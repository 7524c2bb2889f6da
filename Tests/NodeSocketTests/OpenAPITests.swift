import Foundation
import Keyring
import NodeRequests
import NodeService
import Telemetry
import TestNodes
import Testing

@testable import NodeSocket

/// The description and the program say the same.
@Suite struct OpenAPITests {
    private struct Document: Decodable {
        struct Operation: Decodable {
            struct Response: Decodable {}
            struct Parameter: Decodable {
                let name: String
                let `in`: String
            }
            let operationId: String
            let responses: [String: Response]
            let parameters: [Parameter]?
        }
        let openapi: String
        let paths: [String: [String: Operation]]
    }

    static let routes: [Route] = [
        .health, .status, .peers, .reconcile(peer: "{name}"), .submit, .lookup, .keysByDigest,
        .activity, .metrics, .check, .shutdown, .redactions, .redact, .unredact, .countRefusals,
        .openAPI, .dump, .backup, .changes, .removals, .remove, .letBack, .lookups,
    ]

    @Test func `every route is described and every description has a route`() throws {
        let document = try JSONDecoder().decode(
            Document.self, from: Data(OpenAPIDocument.text.utf8))
        #expect(document.openapi == "3.1.0")
        let described = document.paths.flatMap { path, operations in
            operations.keys.map { "\($0.uppercased()) \(path)" }
        }
        let served = Self.routes.map { route -> String in
            let (method, path) = route.request
            return "\(method) \(path.removingPercentEscapes ?? path)"
        }
        #expect(Set(described) == Set(served))
        #expect(described.count == served.count)
        let identifiers = document.paths.values.flatMap { $0.values.map(\.operationId) }
        #expect(Set(identifiers).count == identifiers.count)
    }

    @Test func `the parameters that are described are those that are taken`() throws {
        let document = try JSONDecoder().decode(
            Document.self, from: Data(OpenAPIDocument.text.utf8))
        for route in Self.routes {
            let (method, path) = route.request
            let operation = try #require(
                document.paths[path.removingPercentEscapes ?? path]?[method.lowercased()])
            let parameters = (operation.parameters ?? []).filter { $0.in == "query" }
            #expect(Set(parameters.map(\.name)) == route.parameters, "\(route)")
        }
    }

    @Test func `the members that are described are those that are taken`() throws {
        let root = try #require(
            try JSONSerialization.jsonObject(with: Data(OpenAPIDocument.text.utf8))
                as? [String: Any])
        let components = root["components"] as? [String: Any]
        let schemas = try #require(components?["schemas"] as? [String: [String: Any]])
        let bodies: [(String, any RequestBody.Type)] = [
            ("DigestQuery", Messages.DigestQuery.self),
            ("RedactionOrder", Messages.RedactionOrder.self),
            ("RemovalOrder", Messages.RemovalOrder.self),
            ("ReturnOrder", Messages.ReturnOrder.self),
            ("RefusalReport", Messages.RefusalReport.self),
        ]
        for (name, type) in bodies {
            let properties = try #require(schemas[name]?["properties"] as? [String: Any])
            #expect(Set(properties.keys) == type.members, "\(name)")
            #expect(schemas[name]?["additionalProperties"] as? Bool == false, "\(name)")
        }
    }

    @Test func `a route is found at the path it is asked for`() {
        for route in Self.routes {
            let (method, path) = route.request
            #expect(Route.match(method: method, path: path) == .route(route))
        }
    }

    @Test func `every reference leads somewhere`() throws {
        let root = try #require(
            try JSONSerialization.jsonObject(with: Data(OpenAPIDocument.text.utf8))
                as? [String: Any])
        var references: Set<String> = []
        func collect(_ value: Any) {
            if let object = value as? [String: Any] {
                if let reference = object["$ref"] as? String { references.insert(reference) }
                object.values.forEach(collect)
            } else if let list = value as? [Any] {
                list.forEach(collect)
            }
        }
        collect(root)
        #expect(references.count > 10)
        for reference in references {
            var place: Any? = root
            for step in reference.dropFirst(2).split(separator: "/") {
                place = (place as? [String: Any])?[String(step)]
            }
            #expect(place != nil, "\(reference)")
        }
    }

    @Test func `the schemas name the members that are sent`() throws {
        let root = try #require(
            try JSONSerialization.jsonObject(with: Data(OpenAPIDocument.text.utf8))
                as? [String: Any])
        let components = root["components"] as? [String: Any]
        let schemas = try #require(components?["schemas"] as? [String: [String: Any]])
        let samples: [(String, any Encodable)] = [
            ("NodeStatus", RecordingNode.status), ("SetStatus", RecordingNode.status.sets[0]),
            ("PeerStatus", RecordingNode.peers[0]), ("Activity", RecordingNode.activity),
            ("Period", RecordingNode.activity.daily[0]), ("CheckReport", RecordingNode.check),
            ("Metrics", Messages.Metrics(families: [])), ("MetricFamily", RecordingNode.metrics[0]),
            ("Distribution", Distribution([1])),
            ("ReconciliationReport", RecordingNode.reconciliation("b")),
            ("QuarantinedItem", RecordingNode.status.quarantined[0]),
            ("WorkerStatus", RecordingNode.status.workers[0]),
            ("ConfigurationStatus", try #require(RecordingNode.status.configuration)),
            ("Redaction", RecordingNode.redactions[0]),
            ("Redactions", Messages.Redactions(redactions: [])),
            ("RedactionReport", RedactionReport(redactions: [], changed: 0)),
            (
                "RedactionOrder",
                Messages.RedactionOrder(fingerprint: "", userID: .init())
            ),
            ("RefusalReport", Messages.RefusalReport(refusals: [:])),
            ("SubmissionReport", SubmissionReport()),
            ("Removal", RecordingNode.removals[0]),
            ("Removals", Messages.Removals(removals: [])),
            (
                "RemovalReport",
                RemovalReport(removal: RecordingNode.removals[0], keys: 1, changed: true)
            ),
            ("RemovalOrder", Messages.RemovalOrder(fingerprint: "", reason: "", anyway: true)),
            ("ReturnOrder", Messages.ReturnOrder(fingerprint: "")),
            ("SnapshotSummary", RecordingNode.snapshot), ("KeyChange", RecordingNode.changes[0]),
            ("Peers", Messages.Peers(peers: [])), ("Health", Messages.Health(healthy: true)),
            ("DigestQuery", Messages.DigestQuery(digests: [], maximumBytes: 0)),
            ("Keys", Messages.Keys([])), ("LookupAnswer", Messages.Lookup(.tooMany(limit: 1))),
        ]
        for (name, sample) in samples {
            let octets = try JSON.encode(sample)
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(octets)) as? [String: Any])
            let properties = try #require(schemas[name]?["properties"] as? [String: Any])
            #expect(Set(object.keys) == Set(properties.keys), "\(name)")
        }
    }
}
