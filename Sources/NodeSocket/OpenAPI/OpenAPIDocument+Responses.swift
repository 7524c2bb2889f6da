extension OpenAPIDocument {
    /// The answers that the paths refer to.
    static let responses = #"""
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
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Peers"}}},
            "links": {
              "reconcile": {
                "operationId": "reconcile",
                "parameters": {"name": "$response.body#/peers/0/name"}
              }
            }
          },
          "Metrics": {
            "description": "The metrics.",
            "content": {
              "application/json": {"schema": {"$ref": "#/components/schemas/Metrics"}},
              "text/plain": {"schema": {"type": "string"}}
            }
          },
          "LookupAnswer": {
            "description": "What was found.",
            "content": {
              "application/json": {"schema": {"$ref": "#/components/schemas/LookupAnswer"}},
              "application/pgp-keys": {"schema": {"type": "string"}}
            }
          },
          "NothingFound": {
            "description": "No keys found (only with Accept: application/pgp-keys).",
            "content": {"text/plain": {"schema": {"type": "string"}}}
          },
          "Switched": {"description": "Switched: frames follow."},
          "Changes": {
            "description": "The changes.",
            "content": {"application/x-ndjson": {"schema": {"$ref": \#
        "#/components/schemas/KeyChange"}}}
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
          "UpgradeRequired": {
            "description": "upgrade_required: the request does not ask for the protocol, or not \#
        on the Unix domain socket.",
            "headers": {"Upgrade": {"schema": {"const": "claviger-lookups"}}},
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
            "headers": {"Retry-After": {"$ref": "#/components/headers/RetryAfter"}},
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
        "#/components/schemas/SubmissionReport"}}},
            "links": {
              "lookup": {
                "operationId": "lookup",
                "parameters": {"fingerprint": "$response.body#/inserted/0"}
              },
              "remove": {
                "operationId": "remove",
                "requestBody": {"fingerprint": "$response.body#/inserted/0", "reason": "a demand"}
              }
            }
          },
          "TooLarge": {
            "description": "too_large: more octets than are taken at a time; detail says \#
        how many are.",
            "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/Failure"}}}
          },
          "Keys": {
            "description": "The keys. With Accept: application/octet-stream each comes as it is, \#
        behind its length in four octets, the most significant first.",
            "content": {
              "application/json": {"schema": {"$ref": "#/components/schemas/Keys"}},
              "application/octet-stream": {}
            }
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
            "description": "busy: as much of this is under way as may be at once; Retry-After \#
        says in how many seconds to come back. stopping: the node is stopping.",
            "headers": {"Retry-After": {"$ref": "#/components/headers/RetryAfter"}},
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
        """#
}
