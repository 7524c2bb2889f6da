extension OpenAPIDocument {
    /// Keys, what happens to them, and how they are asked for.
    static let keySchemas = #"""
          "LookupAnswer": {
            "type": "object",
            "properties": {
              "outcome": {"type": "string", "enum": ["found", "nothing", "too_many"]},
              "keys": {"type": "array", "items": {"$ref": "#/components/schemas/FoundKey"}},
              "limit": {"type": "integer"}
            },
            "required": ["outcome", "keys"]
          },
          "FoundKey": {
            "type": "object",
            "properties": {
              "fingerprint": {"type": "string"},
              "digest": {"type": "string"},
              "packets": {"type": "string", "contentEncoding": "base64"},
              "legacyPackets": {
                "type": "string",
                "contentEncoding": "base64",
                "description": "Without components of version 5 and 6, where that differs."
              }
            },
            "required": ["fingerprint", "packets"]
          },
          "SubmissionReport": {
            "type": "object",
            "properties": {
              "inserted": {"type": "array", "items": {"type": "string"}},
              "updated": {"type": "array", "items": {"type": "string"}},
              "unchanged": {"type": "array", "items": {"type": "string"}},
              "ignored": {
                "type": "array",
                "items": {
                  "type": "object",
                  "properties": {"fingerprint": {"type": "string"}, "reason": {"type": \#
        "string"}},
                  "required": ["fingerprint", "reason"]
                }
              },
              "refused": {
                "type": "array",
                "items": {
                  "type": "object",
                  "properties": {"fingerprint": {"type": "string"}, "reason": {"type": \#
        "string"}},
                  "required": ["reason"]
                }
              }
            },
            "required": ["inserted", "updated", "unchanged", "ignored", "refused"]
          },
          "DigestQuery": {
            "type": "object",
            "properties": {
              "digests": {
                "type": "array",
                "maxItems": 10000,
                "items": {"type": "string", "pattern": "^[0-9A-Fa-f]{32}$", "description": \#
        "A digest."}
              },
              "maximumBytes": {
                "type": "integer",
                "minimum": 0,
                "maximum": 9223372036854775807
              }
            },
            "required": ["digests", "maximumBytes"],
            "additionalProperties": false
          },
          "Keys": {
            "type": "object",
            "properties": {
              "keys": {"type": "array", "items": {"type": "string", "contentEncoding": \#
        "base64"}}
            },
            "required": ["keys"]
          },
          "KeyChange": {
            "type": "object",
            "properties": {
              "sequence": {"type": "integer"},
              "time": {"type": "integer"},
              "change": {"type": "string", "enum": ["inserted", "updated", "removed"]},
              "fingerprint": {"type": "string"}
            },
            "required": ["sequence", "time", "change", "fingerprint"]
          },
          "Activity": {
            "type": "object",
            "properties": {
              "hourly": {"type": "array", "items": {"$ref": "#/components/schemas/Period"}},
              "daily": {"type": "array", "items": {"$ref": "#/components/schemas/Period"}}
            },
            "required": ["hourly", "daily"]
          },
          "Period": {
            "type": "object",
            "properties": {
              "start": {"type": "integer"},
              "inserted": {"type": "integer"},
              "updated": {"type": "integer"}
            },
            "required": ["start", "inserted", "updated"]
          }
        """#
}
