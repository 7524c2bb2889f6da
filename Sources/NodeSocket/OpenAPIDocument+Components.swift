extension OpenAPIDocument {
    /// The answers and values that the paths refer to.
    static let components = #"""
          "components": {
            "responses": {
              "Health": {
                "description": "It can.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Health"}}}
              },
              "Unhealthy": {
                "description": "It cannot.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Health"}}}
              },
              "NodeStatus": {
                "description": "Its status.",
                "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/NodeStatus"}}}
              },
              "Peers": {
                "description": "The peers.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Peers"}}}
              },
              "Metrics": {
                "description": "The metrics.",
                "content": {
                  "application/json": {"schema": {"$ref": "#/components/schemas/Metrics"}},
                  "text/plain": {"schema": {"type": "string"}}
                }
              },
              "ReconciliationReport": {
                "description": "What it came to.",
                "content": {
                  "application/json": {"schema": {"$ref": \#
        "#/components/schemas/ReconciliationReport"}}
                }
              },
              "UnknownPeer": {
                "description": "unknown_peer: no peer of that name.",
                "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/Failure"}}}
              },
              "UnknownKey": {
                "description": "unknown_key: no key of that fingerprint is stored.",
                "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/Failure"}}}
              },
              "OverBudget": {
                "description": "over_budget: whoever sent this has used up what work one sender \#
        may cause. Retry-After and detail say in how many seconds to come back.",
                "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/Failure"}}}
              },
              "Redactions": {
                "description": "The redactions.",
                "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/Redactions"}}}
              },
              "RedactionReport": {
                "description": "What it came to.",
                "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/RedactionReport"}}}
              },
              "PeerFailed": {
                "description": "peer_failed: the peer could not be reached or refused.",
                "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/Failure"}}}
              },
              "BadRequest": {
                "description": "bad_request: the message says what is wrong.",
                "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/Failure"}}}
              },
              "SubmissionReport": {
                "description": "What became of each key.",
                "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/SubmissionReport"}}}
              },
              "TooLarge": {
                "description": "too_large: more octets than are taken at a time; detail says \#
        how many are.",
                "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/Failure"}}}
              },
              "Keys": {
                "description": "The keys.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Keys"}}}
              },
              "Activity": {
                "description": "The numbers.",
                "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/Activity"}}}
              },
              "CheckReport": {
                "description": "What was found.",
                "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/CheckReport"}}}
              },
              "Removals": {
                "description": "The removals.",
                "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/Removals"}}}
              },
              "RemovalReport": {
                "description": "What it came to.",
                "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/RemovalReport"}}}
              },
              "Dump": {
                "description": "The keys.",
                "headers": {"Claviger-Snapshot": {"$ref": "#/components/headers/Snapshot"}},
                "content": {"application/pgp-keys": {"schema": {"type": "string"}}}
              },
              "Backup": {
                "description": "The database.",
                "headers": {"Claviger-Snapshot": {"$ref": "#/components/headers/Snapshot"}},
                "content": {"application/vnd.sqlite3": {"schema": {"type": "string"}}}
              },
              "UnknownChange": {
                "description": "unknown_change: no change has this number yet.",
                "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/Failure"}}}
              },
              "Busy": {
                "description": "busy: as much of this is under way as may be at once. stopping: \#
        the node is stopping.",
                "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/Failure"}}}
              },
              "Counted": {
                "description": "They are counted.",
                "content": {"application/json": {"schema": {"type": "object"}}}
              },
              "WillStop": {
                "description": "It will.",
                "content": {"application/json": {"schema": {"type": "object"}}}
              },
              "OpenAPI": {
                "description": "OpenAPI 3.1.",
                "content": {"application/json": {"schema": {"type": "object"}}}
              },
              "Forbidden": {
                "description": "forbidden: none of the caller's roles allows this; detail lists \#
        those that do.",
                "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/Failure"}}}
              },
              "Internal": {
                "description": "The node failed to do its work.",
                "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/Failure"}}}
              },
              "Stopping": {
                "description": "The node is stopping.",
                "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/Failure"}}}
              }
            },
            "headers": {
              "Snapshot": {
                "description": "What the answer is of.",
                "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/SnapshotSummary"}}}
              }
            },
            "schemas": {
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
              "RemovalOrder": {
                "type": "object",
                "properties": {
                  "fingerprint": {"type": "string", "pattern": "^[0-9A-Fa-f]{32,64}$"},
                  "reason": {"type": "string", "description": "Needed to remove."},
                  "anyway": {
                    "type": "boolean",
                    "description": "Remove also when no such key is stored."
                  },
                  "by": {
                    "type": "string",
                    "description": "Who orders it; without it, the user who asks."
                  }
                },
                "required": ["fingerprint"]
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
                          "unknown_peer"
                        ]
                      },
                      "message": {"type": "string"},
                      "detail": {"type": "string"}
                    },
                    "required": ["code", "message"]
                  }
                },
                "required": ["error"]
              },
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
              "RedactionOrder": {
                "type": "object",
                "properties": {
                  "fingerprint": {"type": "string", "pattern": "^[0-9A-Fa-f]{32,64}$"},
                  "userID": {
                    "type": "string",
                    "contentEncoding": "base64",
                    "description": "The octets of the user ID; without it, all of the key's."
                  },
                  "by": {
                    "type": "string",
                    "description": "Who orders it; without it, the user who asks."
                  }
                },
                "required": ["fingerprint"]
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
                "required": ["refusals"]
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
                    "items": {"type": "string", "pattern": "^[0-9A-Fa-f]{32}$", "description": \#
        "A digest."}
                  },
                  "maximumBytes": {"type": "integer", "minimum": 0}
                },
                "required": ["digests", "maximumBytes"]
              },
              "Keys": {
                "type": "object",
                "properties": {
                  "keys": {"type": "array", "items": {"type": "string", "contentEncoding": \#
        "base64"}}
                },
                "required": ["keys"]
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
              },
              "Metrics": {
                "type": "object",
                "properties": {
                  "families": {
                    "type": "array",
                    "items": {"$ref": "#/components/schemas/MetricFamily"}
                  }
                },
                "required": ["families"]
              },
              "MetricFamily": {
                "type": "object",
                "properties": {
                  "name": {"type": "string"},
                  "help": {"type": "string"},
                  "kind": {"type": "string", "enum": ["counter", "gauge", "histogram"]},
                  "samples": {
                    "type": "array",
                    "items": {"$ref": "#/components/schemas/MetricSample"}
                  }
                },
                "required": ["name", "help", "kind", "samples"]
              },
              "MetricSample": {
                "type": "object",
                "properties": {
                  "labels": {"type": "object", "additionalProperties": {"type": "string"}},
                  "value": {"type": "number", "description": "Of a counter or a gauge."},
                  "distribution": {"$ref": "#/components/schemas/Distribution"}
                },
                "required": ["labels"]
              },
              "Distribution": {
                "type": "object",
                "description": "Of a histogram: how often a value was at most each bound and \#
        above the one before; one count more, of what was above all.",
                "properties": {
                  "bounds": {"type": "array", "items": {"type": "number"}},
                  "counts": {"type": "array", "items": {"type": "integer"}},
                  "sum": {"type": "number"}
                },
                "required": ["bounds", "counts", "sum"]
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
            }
          }
        """#
}
