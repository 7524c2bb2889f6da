package import OpenPGP

/// What a lookup found.
package enum LookupAnswer: Sendable, Equatable {
    /// The keys found, newest change first, never empty.
    case found([FoundKey])
    /// Nothing matches.
    case nothing
    /// More keys match than were asked for: the search has to be more specific.
    case tooMany(limit: Int)
}

/// One key as a lookup gives it out.
package struct FoundKey: Sendable, Equatable {
    /// The primary key's fingerprint.
    package let fingerprint: Fingerprint
    /// The digest in the profile `sks`; nil when SKS cannot represent the key.
    package let digest: KeyDigest?
    /// The served form: a transferable public key, binary.
    package let packets: [UInt8]
    /// The served form without components of versions 5 and 6 (``ServedForm/legacyPackets``); nil
    /// when that is the same.
    package let legacyPackets: [UInt8]?

    package init(
        fingerprint: Fingerprint, digest: KeyDigest?, packets: [UInt8],
        legacyPackets: [UInt8]? = nil
    ) {
        self.fingerprint = fingerprint
        self.digest = digest
        self.packets = packets
        self.legacyPackets = legacyPackets
    }
}
