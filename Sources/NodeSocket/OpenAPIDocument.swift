/// The description of the node socket that it serves at `/v1/openapi.json` (OpenAPI 3.1). It has to
/// agree with ``Route`` and with the values of `NodeService`; tests compare them.
enum OpenAPIDocument {
    static let text = #"""
        {
          "openapi": "3.1.0",
          "info": {
            "title": "Claviger node socket",
            "version": "1",
            "description": "HTTP/1.1 on a Unix domain socket. Every refusal is a Failure. Times \#
        are Unix seconds, fingerprints upper-case hexadecimal digits."
          },
          "servers": [
            {
              "url": "http://localhost",
              "description": "curl --unix-socket node.sock http://localhost/v1/status"
            }
          ],
          "paths": {
            "/v1/health": {
              "get": {
                "operationId": "health",
                "summary": "Whether the database can be read and written.",
                "responses": {
                  "200": {
                    "description": "It can.",
                    "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/Health"}}}
                  },
                  "503": {
                    "description": "It cannot.",
                    "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/Health"}}}
                  },
                  "403": {"$ref": "#/components/responses/Forbidden"},
                  "500": {"$ref": "#/components/responses/Internal"}
                }
              }
            },
            "/v1/status": {
              "get": {
                "operationId": "status",
                "summary": "What the node is and holds.",
                "responses": {
                  "200": {
                    "description": "Its status.",
                    "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/NodeStatus"}}}
                  },
                  "503": {"$ref": "#/components/responses/Stopping"},
                  "403": {"$ref": "#/components/responses/Forbidden"},
                  "500": {"$ref": "#/components/responses/Internal"}
                }
              }
            },
            "/v1/peers": {
              "get": {
                "operationId": "peers",
                "summary": "The configured peers and how each is doing.",
                "responses": {
                  "200": {
                    "description": "The peers.",
                    "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/Peers"}}}
                  },
                  "503": {"$ref": "#/components/responses/Stopping"},
                  "403": {"$ref": "#/components/responses/Forbidden"},
                  "500": {"$ref": "#/components/responses/Internal"}
                }
              }
            },
            "/v1/peers/{name}/reconcile": {
              "post": {
                "operationId": "reconcile",
                "summary": "Reconciles with a peer now and fetches what it has and we lack. \#
        Takes as long as that takes.",
                "responses": {
                  "200": {
                    "description": "What it came to.",
                    "content": {
                      "application/json": {"schema": {"$ref": \#
        "#/components/schemas/ReconciliationReport"}}
                    }
                  },
                  "404": {
                    "description": "unknown_peer: no peer of that name.",
                    "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/Failure"}}}
                  },
                  "502": {
                    "description": "peer_failed: the peer could not be reached or refused.",
                    "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/Failure"}}}
                  },
                  "503": {"$ref": "#/components/responses/Stopping"},
                  "403": {"$ref": "#/components/responses/Forbidden"},
                  "500": {"$ref": "#/components/responses/Internal"}
                },
                "parameters": [{"name": "name", "in": "path", "required": true, "schema": \#
        {"type": "string"}}]
              }
            },
            "/v1/keys": {
              "get": {
                "operationId": "lookup",
                "summary": "Looks keys up: by one of fingerprint, keyid, short, digest, word or \#
        search. With Accept: application/pgp-keys the keys come as one armored block, or \#
        404.",
                "responses": {
                  "200": {
                    "description": "What was found.",
                    "content": {
                      "application/json": {"schema": {"$ref": "#/components/schemas/LookupAnswer"}},
                      "application/pgp-keys": {"schema": {"type": "string"}}
                    }
                  },
                  "400": {
                    "description": "bad_request: what is wrong with the query.",
                    "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/Failure"}}}
                  },
                  "404": {
                    "description": "No keys found (only with Accept: application/pgp-keys).",
                    "content": {"text/plain": {"schema": {"type": "string"}}}
                  },
                  "503": {"$ref": "#/components/responses/Stopping"},
                  "403": {"$ref": "#/components/responses/Forbidden"},
                  "500": {"$ref": "#/components/responses/Internal"}
                },
                "parameters": [
                  {
                    "name": "fingerprint",
                    "in": "query",
                    "required": false,
                    "schema": {"type": "string", "pattern": "^[0-9A-Fa-f]{32,64}$"},
                    "description": "Of a primary key or subkey: 64, 40 or 32 digits."
                  },
                  {
                    "name": "keyid",
                    "in": "query",
                    "required": false,
                    "schema": {"type": "string", "pattern": "^[0-9A-Fa-f]{16}$"},
                    "description": "16 digits."
                  },
                  {
                    "name": "short",
                    "in": "query",
                    "required": false,
                    "schema": {"type": "string", "pattern": "^[0-9A-Fa-f]{8}$"},
                    "description": "The low 8 digits of a key ID."
                  },
                  {
                    "name": "digest",
                    "in": "query",
                    "required": false,
                    "schema": {"type": "string", "pattern": "^[0-9A-Fa-f]{32}$"},
                    "description": "In any enabled profile."
                  },
                  {
                    "name": "word",
                    "in": "query",
                    "required": false,
                    "schema": {"type": "array", "items": {"type": "string", "pattern": \#
        "^[0-9A-Fa-f]{2,}$"}},
                    "description": "Repeated: the octets of each word, in lower case, in \#
        hexadecimal; all must match."
                  },
                  {
                    "name": "exactly",
                    "in": "query",
                    "required": false,
                    "schema": {"type": "string"},
                    "description": "With word: the user ID or its e-mail address."
                  },
                  {
                    "name": "search",
                    "in": "query",
                    "required": false,
                    "schema": {"type": "string"},
                    "description": "As the search of HKP: 0x and digits, or words."
                  },
                  {
                    "name": "exact",
                    "in": "query",
                    "required": false,
                    "schema": {"type": "string", "enum": ["on"]},
                    "description": "With search: only this user ID or e-mail address."
                  },
                  {
                    "name": "limit",
                    "in": "query",
                    "required": false,
                    "schema": {"type": "integer", "minimum": 1, "maximum": 10000, "default": 500},
                    "description": "Most keys to give."
                  }
                ]
              },
              "post": {
                "operationId": "submit",
                "summary": "Adds keys: one or more transferable public keys, binary or armored. \#
        Answered after the commit.",
                "responses": {
                  "200": {
                    "description": "What became of each key.",
                    "content": {
                      "application/json": {"schema": {"$ref": \#
        "#/components/schemas/SubmissionReport"}}
                    }
                  },
                  "400": {
                    "description": "bad_request: the origin is malformed.",
                    "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/Failure"}}}
                  },
                  "413": {
                    "description": "too_large: more than 67,108,864 octets.",
                    "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/Failure"}}}
                  },
                  "503": {"$ref": "#/components/responses/Stopping"},
                  "403": {"$ref": "#/components/responses/Forbidden"},
                  "500": {"$ref": "#/components/responses/Internal"}
                },
                "parameters": [
                  {
                    "name": "origin",
                    "in": "query",
                    "required": false,
                    "schema": {"type": "string", "enum": ["load", "client", "peer"], "default": \#
        "load"},
                    "description": "Where they came from."
                  },
                  {
                    "name": "name",
                    "in": "query",
                    "required": false,
                    "schema": {"type": "string"},
                    "description": "The client's address or the peer's name."
                  }
                ],
                "requestBody": {
                  "required": true,
                  "content": {"application/pgp-keys": {"schema": {"type": "string"}}}
                }
              }
            },
            "/v1/keys/by-digest": {
              "post": {
                "operationId": "keysByDigest",
                "summary": "The stored forms of keys by digest. Unknown digests are left out; \#
        the answer ends early rather than exceed maximumBytes.",
                "responses": {
                  "200": {
                    "description": "The keys.",
                    "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/Keys"}}}
                  },
                  "400": {
                    "description": "bad_request: what is wrong with the question.",
                    "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/Failure"}}}
                  },
                  "413": {
                    "description": "too_large: more than 4,194,304 octets.",
                    "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/Failure"}}}
                  },
                  "503": {"$ref": "#/components/responses/Stopping"},
                  "403": {"$ref": "#/components/responses/Forbidden"},
                  "500": {"$ref": "#/components/responses/Internal"}
                },
                "requestBody": {
                  "required": true,
                  "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/DigestQuery"}}}
                }
              }
            },
            "/v1/activity": {
              "get": {
                "operationId": "activity",
                "summary": "Numbers of new and updated keys, newest first.",
                "responses": {
                  "200": {
                    "description": "The numbers.",
                    "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/Activity"}}}
                  },
                  "503": {"$ref": "#/components/responses/Stopping"},
                  "403": {"$ref": "#/components/responses/Forbidden"},
                  "500": {"$ref": "#/components/responses/Internal"}
                }
              }
            },
            "/v1/check": {
              "post": {
                "operationId": "check",
                "summary": "Walks everything and changes nothing. Takes as long as that takes.",
                "responses": {
                  "200": {
                    "description": "What was found.",
                    "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/CheckReport"}}}
                  },
                  "503": {"$ref": "#/components/responses/Stopping"},
                  "403": {"$ref": "#/components/responses/Forbidden"},
                  "500": {"$ref": "#/components/responses/Internal"}
                }
              }
            },
            "/v1/shutdown": {
              "post": {
                "operationId": "shutdown",
                "summary": "Asks the node to stop, as SIGTERM does.",
                "responses": {
                  "202": {
                    "description": "It will.",
                    "content": {"application/json": {"schema": {"type": "object"}}}
                  },
                  "403": {"$ref": "#/components/responses/Forbidden"},
                  "500": {"$ref": "#/components/responses/Internal"}
                }
              }
            },
            "/v1/openapi.json": {
              "get": {
                "operationId": "openapi",
                "summary": "This document.",
                "responses": {
                  "200": {
                    "description": "OpenAPI 3.1.",
                    "content": {"application/json": {"schema": {"type": "object"}}}
                  },
                  "403": {"$ref": "#/components/responses/Forbidden"},
                  "500": {"$ref": "#/components/responses/Internal"}
                }
              }
            }
          },
          "components": {
            "responses": {
              "Forbidden": {
                "description": "The caller is neither root nor the user that the node runs as.",
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
            "schemas": {
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
                          "forbidden",
                          "internal",
                          "method_not_allowed",
                          "not_found",
                          "peer_failed",
                          "stopping",
                          "too_large",
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
                  "databaseBytes": {"type": "integer"}
                },
                "required": [
                  "name",
                  "version",
                  "started",
                  "keys",
                  "sets",
                  "listeners",
                  "refusals",
                  "databaseBytes"
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
                  "missing": {"type": "integer"}
                },
                "required": ["time", "missing"]
              },
              "ReconciliationReport": {
                "type": "object",
                "properties": {
                  "peer": {"type": "string"},
                  "missing": {"type": "integer"},
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
                  "packets": {"type": "string", "contentEncoding": "base64"}
                },
                "required": ["fingerprint", "packets"]
              },
              "SubmissionReport": {
                "type": "object",
                "properties": {
                  "inserted": {"type": "array", "items": {"type": "string"}},
                  "updated": {"type": "array", "items": {"type": "string"}},
                  "unchanged": {"type": "array", "items": {"type": "string"}},
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
                "required": ["inserted", "updated", "unchanged", "refused"]
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
        }

        """#
}
