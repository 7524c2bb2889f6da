import NIOCore
import OpenPGP

/// Why the body of a hashquery is refused.
enum HashqueryError: Error, Equatable, CustomStringConvertible {
    case truncated
    case tooManyDigests(Int, limit: Int)
    case digestLength(UInt32)
    case trailing(Int)

    var description: String {
        switch self {
        case .truncated: "the body ends before its last digest"
        case .tooManyDigests(let count, let limit):
            "\(count) digests asked for, at most \(limit) are answered at a time"
        case .digestLength(let length): "a digest of \(length) octets: it has 16"
        case .trailing(let count): "\(count) octets follow the last digest"
        }
    }
}

/// The bodies of `POST /pks/hashquery`, by which SKS and Hockeypuck fetch keys by digest after
/// reconciling (SKS `wserver.ml`). Integers have four octets, the most significant first.
enum Hashquery {
    static let contentType = "pgp/keys"

    /// Reads count ‖ (16 ‖ digest)*. A CRLF behind it is tolerated, as SKS ends its own bodies so.
    static func digests(of body: [UInt8], limit: Int) throws(HashqueryError) -> [KeyDigest] {
        var rest = ByteBuffer(bytes: body)
        guard let count: UInt32 = rest.readInteger() else { throw .truncated }
        guard count <= limit else { throw .tooManyDigests(Int(count), limit: limit) }
        var digests: [KeyDigest] = []
        digests.reserveCapacity(Int(count))
        for _ in 0..<count {
            guard let length: UInt32 = rest.readInteger() else { throw .truncated }
            guard length == KeyDigest.octetCount else { throw .digestLength(length) }
            guard let octets = rest.readBytes(length: KeyDigest.octetCount),
                let digest = KeyDigest(bytes: octets)
            else { throw .truncated }
            digests.append(digest)
        }
        let trailing = rest.readableBytesView
        guard trailing.isEmpty || Array(trailing) == [0x0D, 0x0A] else {
            throw .trailing(trailing.count)
        }
        return digests
    }

    /// Writes count ‖ (length ‖ key)* ‖ CRLF.
    static func body(of keys: [[UInt8]]) -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(keys.reduce(6) { $0 + 4 + $1.count })
        body.append(integer: keys.count)
        for key in keys {
            body.append(integer: key.count)
            body.append(contentsOf: key)
        }
        body.append(contentsOf: [0x0D, 0x0A])
        return body
    }
}

extension [UInt8] {
    fileprivate mutating func append(integer: Int) {
        precondition(integer >= 0 && integer <= UInt32.max, "a hashquery answer has 32-bit lengths")
        for shift in [24, 16, 8, 0] { append(UInt8(truncatingIfNeeded: integer >> shift)) }
    }
}
