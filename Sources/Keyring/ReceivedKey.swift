package import OpenPGP

/// A key as it came in a submission: read within the bounds, not yet judged.
package struct ReceivedKey: Sendable {
    /// The key in normal form.
    package let key: TransferablePublicKey
    /// The digest under which it was received, before normalisation: what a peer calls it.
    package let receivedDigest: KeyDigest
    /// The SKS digest of the normal form, whether or not SKS can represent the key.
    package let sksDigest: KeyDigest
    /// Whether it is a revocation that came without its key.
    package let isLoneRevocation: Bool

    init(_ received: TransferablePublicKey, isLoneRevocation: Bool = false) {
        key = received.normalized()
        sksDigest = key.sksDigest
        // Normalisation only takes doubles away, and the digest does not depend on the order. The
        // other way round the received packets would have to be sorted a second time.
        receivedDigest =
            key.packetCount == received.packetCount ? sksDigest : received.sksDigest
        self.isLoneRevocation = isLoneRevocation
    }

    package var fingerprint: Fingerprint { key.fingerprint }
}

/// A key revocation that came without its key, as revocation certificates do. Its key has to be
/// found by what it says of its issuer, none of which is verified.
package struct LoneRevocation: Sendable, Hashable {
    package let packet: Packet
    package let issuerFingerprint: Fingerprint?
    package let issuerKeyID: KeyID?

    /// Nil if the packet is no key revocation, or does not say whose.
    init?(_ packet: Packet) {
        guard packet.tag == .signature, let signature = try? Signature(packet),
            signature.type == .keyRevocation
        else { return nil }
        self.packet = packet
        issuerFingerprint = signature.issuerFingerprint
        issuerKeyID = signature.issuerKeyID
        if issuerFingerprint == nil, issuerKeyID == nil { return nil }
    }
}
