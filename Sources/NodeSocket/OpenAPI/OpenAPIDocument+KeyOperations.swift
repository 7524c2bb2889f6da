extension OpenAPIDocument {
    /// Looking keys up, adding them, and what has changed.
    static let keyOperations = [
        OpenAPIOperation(
            .get, "/v1/keys", id: "lookup",
            """
            Looks keys up: by exactly one of fingerprint, keyid, short, digest, word or search. \
            With Accept: application/pgp-keys the keys come as one armored block, or 404.
            """,
            answer: "LookupAnswer", refusals: [.badRequest, .nothingFound, .stopping]
        ).taking(
            OpenAPIParameter(
                name: "fingerprint",
                schema: hexadecimal("[0-9A-Fa-f]{32}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64}"),
                description: "Of a primary key or subkey: 64, 40 or 32 digits."),
            OpenAPIParameter(
                name: "keyid", schema: hexadecimal("[0-9A-Fa-f]{16}"), description: "16 digits."),
            OpenAPIParameter(
                name: "short", schema: hexadecimal("[0-9A-Fa-f]{8}"),
                description: "The low 8 digits of a key ID."),
            OpenAPIParameter(
                name: "digest", schema: hexadecimal("[0-9A-Fa-f]{32}"),
                description: "In any enabled profile."),
            OpenAPIParameter(
                name: "word",
                schema: """
                    {"type": "array", "minItems": 1, "maxItems": 32, \
                    "items": {"type": "string", "pattern": "^([0-9A-Fa-f]{2}){1,64}$"}}
                    """,
                description: """
                    Repeated: the octets of each word, in lower case, in hexadecimal; all must \
                    match.
                    """),
            OpenAPIParameter(
                name: "exactly", schema: #"{"type": "string"}"#,
                description: "With word: the user ID or its e-mail address."),
            OpenAPIParameter(
                name: "search", schema: #"{"type": "string", "minLength": 1}"#,
                description: "As the search of HKP: 0x and digits, or words."),
            OpenAPIParameter(
                name: "exact", schema: #"{"type": "string", "enum": ["on"]}"#,
                description: "With search: only this user ID or e-mail address."),
            OpenAPIParameter(
                name: "limit",
                schema: #"{"type": "integer", "minimum": 1, "maximum": 10000, "default": 500}"#,
                description: "Most keys to give.")),
        OpenAPIOperation(
            .post, "/v1/keys", id: "submit",
            """
            Adds keys: one or more transferable public keys, binary or armored. Answered after \
            the commit.
            """,
            answer: "SubmissionReport", refusals: OpenAPIRefusal.ofBodies + [.overBudget]
        ).taking(
            OpenAPIParameter(
                name: "origin",
                schema: #"{"type": "string", "enum": ["load", "client", "peer"]}"#,
                description: """
                    Where they came from. Without it: the caller, or load for an operator. A \
                    gateway names its clients; load and peer are for operators.
                    """),
            OpenAPIParameter(
                name: "name", schema: #"{"type": "string", "minLength": 1, "maxLength": 255}"#,
                description: "The client's address or the peer's name.")
        ).taking(.keys),
        OpenAPIOperation(
            .get, "/v1/lookups", id: "lookups",
            """
            Switches the connection to the protocol claviger-lookups, for gateways: many lookups \
            at a small part of the cost of GET /v1/keys.
            """,
            answer: "Switched", status: 101,
            refusals: [.badRequest, .upgradeRequired, .stopping]
        ).described(
            """
            Only on the Unix domain socket, with the fields Connection: upgrade and Upgrade: \
            claviger-lookups. After the answer 101 both sides send frames: a length in four \
            octets (as all numbers here: the most significant first) and so many octets. A \
            question has 65536 octets at most. The first says what is looked for: 0: the last four \
            octets of a fingerprint of version 4, 1: a key ID, 2: a fingerprint, 3: a digest, 4: \
            words. The second is the sum of 1: with digests, 2: only what is found at once, \
            without digests, and 4: words are followed by a text. Behind them in four octets each: \
            how many keys at most, 1 to 10000, and, with 2, how many octets of them together at \
            most. The rest is the octets of the ID, fingerprint or digest; or the number of words \
            in an octet, each word behind its length in an octet, and the text that a user ID must \
            be. Questions may be sent without waiting; answers come in their order. \
            The first octet of an answer says what it is. 0: keys; their number in four octets, \
            and for each a length in one octet and the fingerprint, a length in one octet and the \
            digest in the set sks (0: none), a length in four octets and the packets, and one \
            octet that is 1 where the packets for old clients differ and follow behind their \
            length, else 0. 1: nothing is found. 2: too many; the limit in four octets. 3: a \
            Failure in JSON. 4: not at once, or more octets. Who sends anything else, or nothing \
            for the node's idle timeout, is hung up on.
            """
        ).taking(
            OpenAPIParameter(
                name: "processor",
                schema: #"{"type": "integer", "minimum": 0, "maximum": 1023}"#,
                description: """
                    The processor that the gateway's thread for this connection keeps to: the \
                    node's does the same, so that neither has to wake another processor. One that \
                    the node may not use is ignored.
                    """)),
        OpenAPIOperation(
            .post, "/v1/keys/by-digest", id: "keysByDigest",
            """
            Keys by digest, each as the digest's profile counts it. Unknown digests are left out; \
            the answer ends early rather than exceed maximumBytes.
            """,
            answer: "Keys", refusals: OpenAPIRefusal.ofBodies
        ).taking(.message("DigestQuery")),
        OpenAPIOperation(
            .get, "/v1/changes", id: "changes",
            "What was committed behind a change, in order: a KeyChange in JSON on each line.",
            answer: "Changes", refusals: [.badRequest, .unknownChange, .busy]
        ).taking(
            OpenAPIParameter(
                name: "after",
                schema: """
                    {"type": "integer", "minimum": 0, "maximum": 9223372036854775807, "default": 0}
                    """,
                description: "The sequence of the last change that is known already."),
            OpenAPIParameter(
                name: "follow",
                schema: #"{"type": "string", "enum": ["off", "on"], "default": "off"}"#,
                description: "on: wait for more at the end, until one side closes.")),
    ]

    /// The schema of digits in hexadecimal.
    private static func hexadecimal(_ alternatives: String) -> String {
        #"{"type": "string", "pattern": "^(\#(alternatives))$"}"#
    }
}
