/// The description of the node socket that it serves at `/v1/openapi.json` (OpenAPI 3.1). It has to
/// agree with ``Route`` and with the values of `NodeService`; tests compare them.
enum OpenAPIDocument {
    static let text = "{\n" + paths + ",\n" + components + "\n}\n"

    private static let paths = #"""
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
          ],
          "paths": {
            "/v1/health": {
              "get": {
                "operationId": "health",
                "summary": "Whether the database can be read and written.",
                "responses": {
                  "200": {"$ref": "#/components/responses/Health"},
                  "503": {"$ref": "#/components/responses/Unhealthy"},
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
                  "200": {"$ref": "#/components/responses/NodeStatus"},
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
                  "200": {"$ref": "#/components/responses/Peers"},
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
                  "200": {"$ref": "#/components/responses/ReconciliationReport"},
                  "404": {"$ref": "#/components/responses/UnknownPeer"},
                  "502": {"$ref": "#/components/responses/PeerFailed"},
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
                "summary": "Looks keys up: by exactly one of fingerprint, keyid, short, digest, \#
        word or search. With Accept: application/pgp-keys the keys come as one armored block, or \#
        404.",
                "responses": {
                  "200": {
                    "description": "What was found.",
                    "content": {
                      "application/json": {"schema": {"$ref": "#/components/schemas/LookupAnswer"}},
                      "application/pgp-keys": {"schema": {"type": "string"}}
                    }
                  },
                  "400": {"$ref": "#/components/responses/BadRequest"},
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
                    "schema": {
                      "type": "string",
                      "pattern": "^([0-9A-Fa-f]{32}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$"
                    },
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
                    "schema": {
                      "type": "array",
                      "minItems": 1,
                      "maxItems": 32,
                      "items": {"type": "string", "pattern": "^([0-9A-Fa-f]{2}){1,64}$"}
                    },
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
                    "schema": {"type": "string", "minLength": 1},
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
                  "200": {"$ref": "#/components/responses/SubmissionReport"},
                  "400": {"$ref": "#/components/responses/BadRequest"},
                  "413": {"$ref": "#/components/responses/TooLarge"},
                  "429": {"$ref": "#/components/responses/OverBudget"},
                  "503": {"$ref": "#/components/responses/Busy"},
                  "403": {"$ref": "#/components/responses/Forbidden"},
                  "500": {"$ref": "#/components/responses/Internal"}
                },
                "parameters": [
                  {
                    "name": "origin",
                    "in": "query",
                    "required": false,
                    "schema": {"type": "string", "enum": ["load", "client", "peer"]},
                    "description": "Where they came from. Without it: the caller, or load for \#
        an operator. A gateway names its clients; load and peer are for operators."
                  },
                  {
                    "name": "name",
                    "in": "query",
                    "required": false,
                    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
                    "description": "The client's address or the peer's name."
                  }
                ],
                "requestBody": {
                  "required": true,
                  "content": {"application/pgp-keys": {"schema": {"type": "string"}}}
                }
              }
            },
        \#(lookups),
            "/v1/keys/by-digest": {
              "post": {
                "operationId": "keysByDigest",
                "summary": "Keys by digest, each as the digest's profile counts it. Unknown \#
        digests are left out; the answer ends early rather than exceed maximumBytes.",
                "responses": {
                  "200": {"$ref": "#/components/responses/Keys"},
                  "400": {"$ref": "#/components/responses/BadRequest"},
                  "413": {"$ref": "#/components/responses/TooLarge"},
                  "503": {"$ref": "#/components/responses/Busy"},
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
                  "200": {"$ref": "#/components/responses/Activity"},
                  "503": {"$ref": "#/components/responses/Stopping"},
                  "403": {"$ref": "#/components/responses/Forbidden"},
                  "500": {"$ref": "#/components/responses/Internal"}
                }
              }
            },
            "/v1/metrics": {
              "get": {
                "operationId": "metrics",
                "summary": "What the node and its process have counted and measured. With Accept: \#
        text/plain in Prometheus's text format.",
                "responses": {
                  "200": {"$ref": "#/components/responses/Metrics"},
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
                  "200": {"$ref": "#/components/responses/CheckReport"},
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
                  "202": {"$ref": "#/components/responses/WillStop"},
                  "403": {"$ref": "#/components/responses/Forbidden"},
                  "500": {"$ref": "#/components/responses/Internal"}
                }
              }
            },
            "/v1/refusals": {
              "post": {
                "operationId": "countRefusals",
                "summary": "Adds what a gateway has refused to the numbers in the status.",
                "responses": {
                  "200": {"$ref": "#/components/responses/Counted"},
                  "400": {"$ref": "#/components/responses/BadRequest"},
                  "413": {"$ref": "#/components/responses/TooLarge"},
                  "503": {"$ref": "#/components/responses/Busy"},
                  "403": {"$ref": "#/components/responses/Forbidden"},
                  "500": {"$ref": "#/components/responses/Internal"}
                },
                "requestBody": {
                  "required": true,
                  "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/RefusalReport"}}}
                }
              }
            },
            "/v1/redactions": {
              "get": {
                "operationId": "redactions",
                "summary": "All redactions in force, newest first.",
                "responses": {
                  "200": {"$ref": "#/components/responses/Redactions"},
                  "503": {"$ref": "#/components/responses/Stopping"},
                  "403": {"$ref": "#/components/responses/Forbidden"},
                  "500": {"$ref": "#/components/responses/Internal"}
                }
              },
              "post": {
                "operationId": "redact",
                "summary": "Keeps user IDs of a key out of what is served and searched. \#
        The order stands for user IDs that come later, too.",
                "responses": {
                  "200": {"$ref": "#/components/responses/RedactionReport"},
                  "400": {"$ref": "#/components/responses/BadRequest"},
                  "404": {"$ref": "#/components/responses/UnknownKey"},
                  "413": {"$ref": "#/components/responses/TooLarge"},
                  "503": {"$ref": "#/components/responses/Busy"},
                  "403": {"$ref": "#/components/responses/Forbidden"},
                  "500": {"$ref": "#/components/responses/Internal"}
                },
                "requestBody": {
                  "required": true,
                  "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/RedactionOrder"}}}
                }
              },
              "delete": {
                "operationId": "unredact",
                "summary": "Takes redactions back.",
                "responses": {
                  "200": {"$ref": "#/components/responses/RedactionReport"},
                  "400": {"$ref": "#/components/responses/BadRequest"},
                  "404": {"$ref": "#/components/responses/UnknownKey"},
                  "413": {"$ref": "#/components/responses/TooLarge"},
                  "503": {"$ref": "#/components/responses/Busy"},
                  "403": {"$ref": "#/components/responses/Forbidden"},
                  "500": {"$ref": "#/components/responses/Internal"}
                },
                "requestBody": {
                  "required": true,
                  "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/RedactionOrder"}}}
                }
              }
            },
            "/v1/dump": {
              "get": {
                "operationId": "dump",
                "summary": "All keys in their stored form, of one state of the database, as a \#
        binary keyring of any length. The header Claviger-Snapshot is a SnapshotSummary. An \#
        answer that breaks off is not whole.",
                "responses": {
                  "200": {"$ref": "#/components/responses/Dump"},
                  "503": {"$ref": "#/components/responses/Busy"},
                  "403": {"$ref": "#/components/responses/Forbidden"},
                  "500": {"$ref": "#/components/responses/Internal"}
                }
              }
            },
            "/v1/backup": {
              "get": {
                "operationId": "backup",
                "summary": "A copy of the database as a file of SQLite. The header \#
        Claviger-Snapshot is a SnapshotSummary. An answer that breaks off is not whole.",
                "responses": {
                  "200": {"$ref": "#/components/responses/Backup"},
                  "503": {"$ref": "#/components/responses/Busy"},
                  "403": {"$ref": "#/components/responses/Forbidden"},
                  "500": {"$ref": "#/components/responses/Internal"}
                }
              }
            },
            "/v1/changes": {
              "get": {
                "operationId": "changes",
                "summary": "What was committed behind a change, in order: a KeyChange in JSON on \#
        each line.",
                "responses": {
                  "200": {
                    "description": "The changes.",
                    "content": {"application/x-ndjson": {"schema": {"$ref": \#
        "#/components/schemas/KeyChange"}}}
                  },
                  "400": {"$ref": "#/components/responses/BadRequest"},
                  "409": {"$ref": "#/components/responses/UnknownChange"},
                  "503": {"$ref": "#/components/responses/Busy"},
                  "403": {"$ref": "#/components/responses/Forbidden"},
                  "500": {"$ref": "#/components/responses/Internal"}
                },
                "parameters": [
                  {
                    "name": "after",
                    "in": "query",
                    "required": false,
                    "schema": {
                      "type": "integer",
                      "minimum": 0,
                      "maximum": 9223372036854775807,
                      "default": 0
                    },
                    "description": "The sequence of the last change that is known already."
                  },
                  {
                    "name": "follow",
                    "in": "query",
                    "required": false,
                    "schema": {"type": "string", "enum": ["off", "on"], "default": "off"},
                    "description": "on: wait for more at the end, until one side closes."
                  }
                ]
              }
            },
            "/v1/removals": {
              "get": {
                "operationId": "removals",
                "summary": "All removals in force, newest first.",
                "responses": {
                  "200": {"$ref": "#/components/responses/Removals"},
                  "503": {"$ref": "#/components/responses/Stopping"},
                  "403": {"$ref": "#/components/responses/Forbidden"},
                  "500": {"$ref": "#/components/responses/Internal"}
                }
              },
              "post": {
                "operationId": "remove",
                "summary": "Deletes a key and refuses it from now on, from whomever it comes.",
                "responses": {
                  "200": {"$ref": "#/components/responses/RemovalReport"},
                  "400": {"$ref": "#/components/responses/BadRequest"},
                  "404": {"$ref": "#/components/responses/UnknownKey"},
                  "413": {"$ref": "#/components/responses/TooLarge"},
                  "503": {"$ref": "#/components/responses/Busy"},
                  "403": {"$ref": "#/components/responses/Forbidden"},
                  "500": {"$ref": "#/components/responses/Internal"}
                },
                "requestBody": {
                  "required": true,
                  "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/RemovalOrder"}}}
                }
              },
              "delete": {
                "operationId": "letBack",
                "summary": "Takes a removal back: the key may come again.",
                "responses": {
                  "200": {"$ref": "#/components/responses/RemovalReport"},
                  "400": {"$ref": "#/components/responses/BadRequest"},
                  "413": {"$ref": "#/components/responses/TooLarge"},
                  "503": {"$ref": "#/components/responses/Busy"},
                  "403": {"$ref": "#/components/responses/Forbidden"},
                  "500": {"$ref": "#/components/responses/Internal"}
                },
                "requestBody": {
                  "required": true,
                  "content": {"application/json": {"schema": {"$ref": \#
        "#/components/schemas/ReturnOrder"}}}
                }
              }
            },
            "/v1/openapi.json": {
              "get": {
                "operationId": "openapi",
                "summary": "This document.",
                "responses": {
                  "200": {"$ref": "#/components/responses/OpenAPI"},
                  "403": {"$ref": "#/components/responses/Forbidden"},
                  "500": {"$ref": "#/components/responses/Internal"}
                }
              }
            }
          }
        """#
}
