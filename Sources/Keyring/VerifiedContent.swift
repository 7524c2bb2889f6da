import OpenPGP

/// Verified signatures under the components they stand under, in any number and order: what the
/// rules that concern more than one packet are applied to.
struct VerifiedContent {
    let primaryKey: PublicKey
    var directSignatures: [VerifiedSignature] = []
    var userIDs: [Packet: [VerifiedSignature]] = [:]
    var subkeys: [Packet: [VerifiedSignature]] = [:]

    init(_ primaryKey: PublicKey) {
        self.primaryKey = primaryKey
    }

    /// Adds what a verified key holds.
    mutating func add(_ key: TransferablePublicKey) {
        directSignatures += trusted(key.directSignatures)
        for component in key.identities {
            userIDs[component.packet, default: []] += trusted(component.signatures)
        }
        for component in key.subkeys {
            subkeys[component.packet, default: []] += trusted(component.signatures)
        }
    }

    private func trusted(_ packets: [Packet]) -> [VerifiedSignature] {
        packets.compactMap { VerifiedSignature(trusting: $0) }
    }

    /// The key that counts, in normal order: one representative of each signature, of each class
    /// the newest, bound components, no more than their caps; of a key revoked for all time
    /// nothing but its revocation.
    ///
    /// Every step depends on the set of signatures only and is closed under union (see
    /// ``VerifiedKey``).
    func reduced() -> TransferablePublicKey {
        let direct = SignatureSelection.select(directSignatures)
        if let revocation = SignatureSelection.leastHardRevocation(direct.map(RankedSignature.init))
        {
            return TransferablePublicKey(
                primaryKey: primaryKey, directSignatures: [revocation.verified.packet])
        }
        return TransferablePublicKey(
            primaryKey: primaryKey, directSignatures: direct.map(\.packet),
            identities: bound(userIDs, atMost: ComponentCaps.userIDs),
            subkeys: bound(subkeys, atMost: ComponentCaps.subkeys))
    }

    /// The components that their owner has signed, the least by their octets.
    private func bound(
        _ components: [Packet: [VerifiedSignature]], atMost maximum: Int
    ) -> [TransferablePublicKey.Component] {
        components.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }.prefix(maximum)
            .map { packet, signatures in
                TransferablePublicKey.Component(
                    packet: packet, signatures: SignatureSelection.select(signatures).map(\.packet))
            }
    }
}
