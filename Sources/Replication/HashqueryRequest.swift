package import SetReconciliation

/// The body of `POST /pks/hashquery`: a count, then each digest with its length, all integers
/// 32 bits big-endian.
package enum HashqueryRequest {
    package static let contentType = "sks/hashquery"

    package static func body(for digests: [Element]) -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(4 + digests.count * (4 + Element.byteCount))
        append(digests.count, to: &body)
        for digest in digests {
            append(Element.byteCount, to: &body)
            body += digest.bytes
        }
        return body
    }

    private static func append(_ integer: Int, to body: inout [UInt8]) {
        for shift in [24, 16, 8, 0] {
            body.append(UInt8(truncatingIfNeeded: integer >> shift))
        }
    }
}
