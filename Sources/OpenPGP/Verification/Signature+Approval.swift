/// Approval of certifications by the owner of the key (draft-dkg-openpgp-1pa3pc).
extension Signature {
    /// The digest by which an approval (type 0x16) that uses `algorithm` names this certification:
    /// over the certification as a third-party confirmation hashes it (RFC 9580 §5.2.4), which is
    /// its body with an empty unhashed area behind its length. Nil if the hash algorithm is unknown
    /// or not available, or if the certification is too long to have one.
    package func approvalDigest(_ algorithm: HashAlgorithm) -> [UInt8]? {
        guard let algorithm = MessageDigest.Algorithm(algorithm) else { return nil }
        let octets = body(unhashed: [], material: Array(material))
        guard octets.count <= UInt32.max else { return nil }
        var digest = MessageDigest(algorithm)
        digest.update([0x88])
        digest.update(UInt32(truncatingIfNeeded: octets.count))
        digest.update(octets)
        return digest.finalize()
    }

    /// The digests of the certifications that this approval lists, made with its own hash
    /// algorithm; empty if it withdraws what was approved. Nil if the algorithm is unknown or not
    /// available, or if a list is no row of its digests.
    package var approvedDigests: Set<[UInt8]>? {
        guard let algorithm = MessageDigest.Algorithm(hashAlgorithm) else { return nil }
        var digests: Set<[UInt8]> = []
        for subpacket in hashedSubpackets where subpacket.type == .attestedCertifications {
            guard subpacket.body.count % algorithm.octetCount == 0 else { return nil }
            var rest = subpacket.body[...]
            while !rest.isEmpty {
                digests.insert(Array(rest.prefix(algorithm.octetCount)))
                rest = rest.dropFirst(algorithm.octetCount)
            }
        }
        return digests
    }
}
