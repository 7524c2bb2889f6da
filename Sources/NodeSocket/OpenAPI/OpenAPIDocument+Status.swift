extension OpenAPIDocument {
    /// What the node is and how it and its peers are doing.
    static let statusSchemas = #"""
          "Health": {
            "type": "object",
            "properties": {"healthy": {"type": "boolean"}},
            "required": ["healthy"]
          },
          "NodeStatus": {
            "type": "object",
            "properties": {
              "name": {"type": "string"},
              "version": {"type": "string"},
              "started": {"type": "integer"},
              "keys": {"type": "integer"},
              "sets": {"type": "array", "items": {"$ref": "#/components/schemas/SetStatus"}},
              "listeners": {"type": "array", "items": {"type": "string"}},
              "refusals": {"type": "object", "additionalProperties": {"type": "integer"}},
              "databaseBytes": {"type": "integer"},
              "rules": {"type": "string", "description": "By which keys are verified."},
              "quarantined": {"type": "array", "items": {"$ref": \#
        "#/components/schemas/QuarantinedItem"}},
              "workers": {"type": "array", "items": {"$ref": \#
        "#/components/schemas/WorkerStatus"}},
              "configuration": {"$ref": "#/components/schemas/ConfigurationStatus"}
            },
            "required": [
              "name",
              "version",
              "started",
              "keys",
              "sets",
              "listeners",
              "refusals",
              "databaseBytes",
              "rules",
              "quarantined",
              "workers"
            ]
          },
          "SetStatus": {
            "type": "object",
            "properties": {
              "profile": {"type": "string"},
              "count": {"type": "integer"},
              "rootDigest": {
                "type": "string",
                "pattern": "^[0-9A-Fa-f]{32}$",
                "description": "Equal on two nodes when their sets are equal."
              }
            },
            "required": ["profile", "count", "rootDigest"]
          },
          "WorkerStatus": {
            "type": "object",
            "description": "A gateway process that the node keeps running.",
            "properties": {
              "name": {"type": "string"},
              "state": {"type": "string", "enum": ["starting", "running", "waiting"]},
              "process": {"type": "integer"},
              "started": {"type": "integer"},
              "restarts": {"type": "integer"}
            },
            "required": ["name", "state", "restarts"]
          },
          "ConfigurationStatus": {
            "type": "object",
            "properties": {
              "digest": {
                "type": "string",
                "description": "SHA-256 of the file as it was last read and taken."
              },
              "taken": {"type": "integer", "description": "When that was."},
              "waiting": {
                "type": "array",
                "items": {"type": "string"},
                "description": "Places of the file that need a restart."
              },
              "problems": {
                "type": "array",
                "items": {"type": "string"},
                "description": "Why the file was not taken when it was read last."
              }
            },
            "required": ["digest", "taken", "waiting", "problems"]
          },
          "QuarantinedItem": {
            "type": "object",
            "properties": {
              "fingerprint": {"type": "string"},
              "digest": {"type": "string", "description": "SHA-256 of the octets."},
              "time": {"type": "integer"},
              "reason": {"type": "string"}
            },
            "required": ["digest", "time", "reason"]
          },
          "Peers": {
            "type": "object",
            "properties": {"peers": {"type": "array", "items": {"$ref": \#
        "#/components/schemas/PeerStatus"}}},
            "required": ["peers"]
          },
          "PeerStatus": {
            "type": "object",
            "properties": {
              "name": {"type": "string"},
              "recon": {"type": "string"},
              "http": {"type": "string"},
              "profile": {"type": "string"},
              "filters": {"type": "array", "items": {"type": "string"}},
              "lastIncoming": {"$ref": "#/components/schemas/SessionStatus"},
              "lastOutgoing": {"$ref": "#/components/schemas/SessionStatus"},
              "wanted": {"type": "integer"},
              "useless": {"type": "integer"},
              "fetched": {"type": "integer"}
            },
            "required": ["name", "recon", "http", "profile", "filters", "wanted", \#
        "useless", "fetched"]
          },
          "SessionStatus": {
            "type": "object",
            "properties": {
              "time": {"type": "integer"},
              "failure": {"type": "string"},
              "missing": {"type": "integer"},
              "declined": {"type": "integer"}
            },
            "required": ["time", "missing", "declined"]
          },
          "ReconciliationReport": {
            "type": "object",
            "properties": {
              "peer": {"type": "string"},
              "missing": {"type": "integer"},
              "declined": {"type": "integer"},
              "fetched": {"type": "integer"},
              "outstanding": {"type": "integer"},
              "bytesSent": {"type": "integer"},
              "bytesReceived": {"type": "integer"},
              "solved": {"type": "integer"},
              "unsolved": {"type": "integer"},
              "seconds": {"type": "number"}
            },
            "required": [
              "peer",
              "missing",
              "declined",
              "fetched",
              "outstanding",
              "bytesSent",
              "bytesReceived",
              "solved",
              "unsolved",
              "seconds"
            ]
          },
          "CheckReport": {
            "type": "object",
            "properties": {
              "keys": {"type": "integer"},
              "elements": {"type": "integer"},
              "treeNodes": {"type": "integer"},
              "problems": {"type": "array", "items": {"type": "string"}}
            },
            "required": ["keys", "elements", "treeNodes", "problems"]
          }
        """#
}
