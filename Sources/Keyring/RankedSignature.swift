import OpenPGP

/// A verified signature with what the total orders of the cut need.
///
/// The orders leave the unhashed area out. It is the one part in which verified variants of a
/// signature still differ (by an embedded signature), and all variants must have one rank, or the
/// cut of a union would depend on which of them was seen where.
struct RankedSignature {
    let verified: VerifiedSignature
    let creationTime: UInt32
    /// The signature's octets without the unhashed area and the announced digest octets.
    let identity: [UInt8]
    /// Whether the unhashed area, which has nothing but issuers else, has an embedded signature.
    let hasUnhashedBinding: Bool

    init(_ verified: VerifiedSignature) {
        let signature = verified.signature
        self.verified = verified
        creationTime = signature.creationTime ?? 0
        identity = signature.identity
        hasUnhashedBinding =
            signature.type == .subkeyBinding
            && signature.unhashedSubpackets.contains { $0.type == .embeddedSignature }
    }

    /// Newest first.
    static func isNewer(_ left: RankedSignature, _ right: RankedSignature) -> Bool {
        left.creationTime != right.creationTime
            ? left.creationTime > right.creationTime
            : left.identity.lexicographicallyPrecedes(right.identity)
    }

    /// Oldest first.
    static func isOlder(_ left: RankedSignature, _ right: RankedSignature) -> Bool {
        left.creationTime != right.creationTime
            ? left.creationTime < right.creationTime
            : left.identity.lexicographicallyPrecedes(right.identity)
    }

    /// Which variant of one signature represents all: one with the embedded signature, of those
    /// the least.
    static func isBetterVariant(_ left: RankedSignature, _ right: RankedSignature) -> Bool {
        left.hasUnhashedBinding != right.hasUnhashedBinding
            ? left.hasUnhashedBinding : left.verified.packet < right.verified.packet
    }
}

extension Signature {
    /// The octets without the unhashed area and the announced digest octets: equal for all packets
    /// that differ only in what anyone can change.
    var identity: [UInt8] {
        version < 4 ? body : Array(body[hashedRange]) + body[saltRange.lowerBound...]
    }
}
