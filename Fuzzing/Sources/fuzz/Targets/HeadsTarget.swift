import OpenPGP

/// Heads of HTTP requests, as those read them that stand before the whole parser.
enum HeadsTarget: FuzzTarget {
    static let name = "heads"
    static let framing: (any Framing)? = nil

    private static let bounds = PlainRequest.Bounds(HTTPLimits())

    static func run(_ input: [UInt8]) {
        readPlainly(input)
        awaitRequest(input)
    }

    /// A head is the same whatever follows it, and is awaited before its end.
    private static func readPlainly(_ octets: [UInt8]) {
        _ = PlainRequest.mayBegin(octets.span, within: bounds)
        guard let request = PlainRequest(octets.span, within: bounds) else { return }
        require(
            (16...octets.count).contains(request.headLength), "a head lies in what was received")
        require(
            (0...bounds.longestBody).contains(request.bodyLength), "a body is as long as it may be")
        let head = Array(octets[..<request.headLength])
        require(
            PlainRequest(head.span, within: bounds) == request, "a head ends with its empty line")
        for length in [1, head.count / 2, head.count - 1] {
            let part = Array(head[..<length])
            require(PlainRequest(part.span, within: bounds) == nil, "a part of a head is none")
            require(
                PlainRequest.mayBegin(part.span, within: bounds), "the rest of a head is awaited")
        }
        var beginning = RequestBeginning()
        beginning.receive(head)
        require(beginning.stage != .head, "what is a head is one at the node socket, too")
    }

    /// In whatever pieces a request comes, there is enough of it at the same octet.
    private static func awaitRequest(_ octets: [UInt8]) {
        var whole = RequestBeginning()
        whole.receive(octets)
        var pieces = RequestBeginning()
        for octet in octets {
            if pieces.stage == .enough { break }
            pieces.receive([octet])
        }
        require(pieces.stage == whole.stage, "the stage does not depend on the pieces")
        require(
            octets.starts(with: pieces.octets) && whole.octets == octets, "no octet is lost")
    }

    static func seeds(from keys: [TransferablePublicKey]) -> [[UInt8]] {
        let fingerprints = keys.prefix(2).map(\.fingerprint.hex)
        let gets = fingerprints.map {
            "GET /pks/lookup?op=get&options=mr&search=0x\($0) HTTP/1.1\r\nHost: localhost:11371\r\n\r\n"
        }
        let heads =
            gets + [
                "HEAD /v1/status HTTP/1.0\r\n\r\n", "GET / HTTP/1.1\nHost: x\n\n",
                "POST /pks/add HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
                    + "Content-Length: 3\r\nAccept: */*\r\n\r\nabc",
                "POST /v1/keys HTTP/1.1\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.1, 2001:db8::1\r\n"
                    + "If-None-Match: \"a\"\r\nConnection: close\r\n\r\nGET / HTTP/1.1\r\n",
            ]
        return heads.map { Array($0.utf8) }
    }
}
