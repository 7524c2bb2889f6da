/// The description of the node socket that it serves at `/v1/openapi.json` (OpenAPI 3.1). It has to
/// agree with ``Route`` and with the values of `NodeService`; tests compare them.
enum OpenAPIDocument {
    static let text = """
        {
        \(head),
        "paths": {
        \(paths)
        },
        \(components)
        }

        """

    private static let head = #"""
        "openapi": "3.1.0",
        "info": {
          "title": "Claviger node socket",
          "version": "1",
          "description": "HTTP/1.1 on a Unix domain socket, and on TLS. Every refusal is a Failure. \#
        Times are Unix seconds, fingerprints upper-case hexadecimal digits. Unknown parameters and \#
        members of requests are refused."
        },
        "servers": [
          {
            "url": "http://localhost",
            "description": "curl --unix-socket node.sock http://localhost/v1/status"
          }
        ]
        """#

    private static var paths: String {
        let operations = keyOperations + orderOperations + nodeOperations
        return Dictionary(grouping: operations, by: \.path)
            .sorted { $0.key < $1.key }
            .map { path, operations in
                let members = operations.map(\.json).joined(separator: ",\n")
                return "\"\(path)\": {\n\(members)\n}"
            }
            .joined(separator: ",\n")
    }

    /// A reference to a component (OpenAPI 3.1 §4.8.23).
    static func reference(_ kind: String, _ name: String) -> String {
        "{\"$ref\": \"#/components/\(kind)/\(name)\"}"
    }
}
