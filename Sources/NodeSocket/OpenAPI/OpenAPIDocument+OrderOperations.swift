extension OpenAPIDocument {
    /// What operators order about keys.
    static let orderOperations = [
        OpenAPIOperation(
            .get, "/v1/redactions", id: "redactions", "All redactions in force, newest first.",
            answer: "Redactions"),
        OpenAPIOperation(
            .post, "/v1/redactions", id: "redact",
            """
            Keeps user IDs of a key out of what is served and searched. The order stands for user \
            IDs that come later, too.
            """,
            answer: "RedactionReport", refusals: OpenAPIRefusal.ofBodies + [.unknownKey]
        ).taking(.message("RedactionOrder")),
        OpenAPIOperation(
            .delete, "/v1/redactions", id: "unredact", "Takes redactions back.",
            answer: "RedactionReport", refusals: OpenAPIRefusal.ofBodies + [.unknownKey]
        ).taking(.message("RedactionOrder")),
        OpenAPIOperation(
            .get, "/v1/removals", id: "removals", "All removals in force, newest first.",
            answer: "Removals"),
        OpenAPIOperation(
            .post, "/v1/removals", id: "remove",
            "Deletes a key and refuses it from now on, from whomever it comes.",
            answer: "RemovalReport", refusals: OpenAPIRefusal.ofBodies + [.unknownKey]
        ).taking(.message("RemovalOrder")),
        OpenAPIOperation(
            .delete, "/v1/removals", id: "letBack",
            "Takes a removal back: the key may come again.",
            answer: "RemovalReport", refusals: OpenAPIRefusal.ofBodies
        ).taking(.message("ReturnOrder")),
    ]
}
