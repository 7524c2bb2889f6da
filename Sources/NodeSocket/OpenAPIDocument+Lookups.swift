extension OpenAPIDocument {
    /// The path `/v1/lookups`, with the protocol behind it.
    static let lookups = #"""
            "/v1/lookups": {
              "get": {
                "operationId": "lookups",
                "summary": "Switches the connection to the protocol claviger-lookups, for \#
        gateways: many lookups at a small part of the cost of GET /v1/keys.",
                "description": "Only on the Unix domain socket, with the fields Connection: \#
        upgrade and Upgrade: claviger-lookups. After the answer 101 both sides send frames: a \#
        length in four octets (as all numbers here: the most significant first) and so many \#
        octets. A question is the query of GET /v1/keys, such as fingerprint=ABCD&limit=500, \#
        65536 octets at most. Questions may be sent without waiting; answers come in their order. \#
        The first octet of an answer says what it is. 0: keys; their number in four octets, and \#
        for each a length in one octet and the fingerprint, a length in one octet and the digest \#
        in the set sks (0: none), a length in four octets and the packets, and one octet that is 1 \#
        where the packets for old clients differ and follow behind their length, else 0. 1: \#
        nothing is found. 2: too many; the limit in four octets. 3: a Failure in JSON. Who sends \#
        anything else, or nothing for the node's idle timeout, is hung up on.",
                "responses": {
                  "101": {"description": "Switched: frames follow."},
                  "426": {"$ref": "#/components/responses/UpgradeRequired"},
                  "503": {"$ref": "#/components/responses/Stopping"},
                  "403": {"$ref": "#/components/responses/Forbidden"},
                  "500": {"$ref": "#/components/responses/Internal"}
                }
              }
            }
        """#
}
