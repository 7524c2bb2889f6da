extension OpenAPIDocument {
    /// What operators order, and what came of it.
    static let orderSchemas = #"""
          "RemovalOrder": {
            "type": "object",
            "properties": {
              "fingerprint": {
                "type": "string",
                "pattern": "^([0-9A-Fa-f]{32}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$"
              },
              "reason": {
                "type": "string",
                "minLength": 1,
                "maxLength": 1000,
                "description": "For whoever reads the list of removals."
              },
              "anyway": {
                "type": "boolean",
                "description": "Remove also when no such key is stored."
              }
            },
            "required": ["fingerprint", "reason"],
            "additionalProperties": false
          },
          "ReturnOrder": {
            "type": "object",
            "properties": {
              "fingerprint": {
                "type": "string",
                "pattern": "^([0-9A-Fa-f]{32}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$"
              }
            },
            "required": ["fingerprint"],
            "additionalProperties": false
          },
          "RemovalReport": {
            "type": "object",
            "properties": {
              "removal": {"$ref": "#/components/schemas/Removal"},
              "keys": {"type": "integer"},
              "changed": {"type": "boolean"}
            },
            "required": ["keys", "changed"]
          },
          "Removals": {
            "type": "object",
            "properties": {"removals": {"type": "array", "items": {"$ref": \#
        "#/components/schemas/Removal"}}},
            "required": ["removals"]
          },
          "Removal": {
            "type": "object",
            "properties": {
              "fingerprint": {"type": "string"},
              "time": {"type": "integer"},
              "by": {"type": "string"},
              "reason": {"type": "string"}
            },
            "required": ["fingerprint", "time", "by", "reason"]
          },
          "RedactionOrder": {
            "type": "object",
            "properties": {
              "fingerprint": {
                "type": "string",
                "pattern": "^([0-9A-Fa-f]{32}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$"
              },
              "userID": {
                "type": "string",
                "contentEncoding": "base64",
                "pattern": \#
        "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
                "description": "The octets of the user ID; without it, all of the key's."
              }
            },
            "required": ["fingerprint"],
            "additionalProperties": false
          },
          "RedactionReport": {
            "type": "object",
            "properties": {
              "redactions": {"type": "array", "items": {"$ref": \#
        "#/components/schemas/Redaction"}},
              "changed": {"type": "integer"}
            },
            "required": ["redactions", "changed"]
          },
          "Redactions": {
            "type": "object",
            "properties": {"redactions": {"type": "array", "items": {"$ref": \#
        "#/components/schemas/Redaction"}}},
            "required": ["redactions"]
          },
          "Redaction": {
            "type": "object",
            "properties": {
              "fingerprint": {"type": "string"},
              "userIDDigest": {
                "type": "string",
                "description": "SHA-256 of the user ID's octets, 64 hexadecimal digits."
              },
              "time": {"type": "integer"},
              "by": {"type": "string"}
            },
            "required": ["fingerprint", "userIDDigest", "time", "by"]
          },
          "RefusalReport": {
            "type": "object",
            "properties": {
              "refusals": {
                "type": "object",
                "maxProperties": 200,
                "propertyNames": {"pattern": "^[a-z]+\\.[a-z]+$", "maxLength": 40},
                "additionalProperties": {
                  "type": "integer",
                  "minimum": 0,
                  "maximum": 1000000000
                }
              }
            },
            "required": ["refusals"],
            "additionalProperties": false
          },
          "SnapshotSummary": {
            "type": "object",
            "properties": {
              "node": {"type": "string"},
              "version": {"type": "string"},
              "rules": {"type": "string"},
              "time": {"type": "integer"},
              "keys": {"type": "integer"},
              "lastChange": {"type": "integer"},
              "sets": {"type": "array", "items": {"$ref": "#/components/schemas/SetStatus"}}
            },
            "required": ["node", "version", "rules", "time", "keys", "lastChange", "sets"]
          }
        """#
}
