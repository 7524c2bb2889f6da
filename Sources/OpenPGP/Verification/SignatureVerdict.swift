/// What verification finds of one signature.
package enum SignatureVerdict: Hashable, Sendable {
    case verified(VerifiedSignature)
    case refused(SignatureDefect)
}

/// A signature that the primary key it stands under did make on the component it stands under.
///
/// Only `SignatureVerifier` makes one from what a stranger sent.
package struct VerifiedSignature: Hashable, Sendable {
    /// The canonical representative of the signature: of all packets that say the same thing with
    /// the same right, the one that is kept and served. Verifying it gives itself.
    package let packet: Packet
    /// The representative, understood.
    package let signature: Signature

    init(verified signature: Signature) {
        packet = Packet(tag: .signature, body: signature.body)
        self.signature = signature
    }

    /// A canonical representative that our own database holds: it was verified before it was
    /// stored. Nil if the packet is no signature, which verified ones always are.
    package init?(trusting packet: Packet) {
        guard packet.tag == .signature, let signature = try? Signature(packet) else { return nil }
        self.packet = packet
        self.signature = signature
    }
}
