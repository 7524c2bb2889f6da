extension OpenAPIDocument {
    /// The answers and values that the paths refer to.
    static let components = """
        "components": {
        "responses": {
        \(responses)
        },
        "headers": {
        \(headers)
        },
        "schemas": {
        \([failureSchema, keySchemas, orderSchemas, statusSchemas, metricSchemas]
            .joined(separator: ",\n"))
        }
        }
        """

    private static let headers = #"""
          "Snapshot": {
            "description": "What the answer is of.",
            "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/SnapshotSummary"}}}
          },
          "RetryAfter": {
            "description": "Seconds.",
            "schema": {"type": "integer", "minimum": 1}
          }
        """#

    /// Every refusal.
    private static let failureSchema = #"""
          "Failure": {
            "type": "object",
            "properties": {
              "error": {
                "type": "object",
                "properties": {
                  "code": {
                    "type": "string",
                    "enum": [
                      "bad_request",
                      "busy",
                      "forbidden",
                      "internal",
                      "method_not_allowed",
                      "not_found",
                      "over_budget",
                      "peer_failed",
                      "stopping",
                      "too_large",
                      "unknown_change",
                      "unknown_key",
                      "unknown_peer",
                      "upgrade_required"
                    ]
                  },
                  "message": {"type": "string"},
                  "detail": {"type": "string"}
                },
                "required": ["code", "message"]
              }
            },
            "required": ["error"]
          }
        """#
}
