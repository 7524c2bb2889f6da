package import OpenPGP

/// What clients are given of a key: a pure function of what is stored, what of it is verified, the
/// policy and the redactions, so that it can be kept ready to send and made again at any time.
///
/// It holds what the owner made, signatures of his that stood in wrong places put right, and
/// certifications by others as policy says; one packet of each signature, in normal order. A
/// client never sees two variants of a signature: GnuPG 2.2 keeps the worse.
package struct ServedForm: Sendable, Equatable {
    /// The key, binary; empty when nothing of it is served.
    package let packets: [UInt8]
    /// The same without components of versions 5 and 6, at which clients of old stop reading; nil
    /// when that is the same, and for keys of versions 5 and 6, which old clients are not given at
    /// all.
    package let legacyPackets: [UInt8]?
    /// Under what the key is found.
    package let terms: SearchTerms

    /// - Parameters:
    ///   - stored: the stored form, in normal order.
    ///   - verified: what of it is verified.
    ///   - redacted: SHA-256 digests of the octets of user IDs that this node does not give out.
    package init(
        stored: TransferablePublicKey, verified: VerifiedKey,
        policy: ServingPolicy = .standard, redacted: Set<[UInt8]> = []
    ) {
        precondition(
            stored.primaryKey == verified.key.primaryKey, "Both are forms of one key.")
        let own = verified.merged(
            with: MisplacedSignatures.found(in: stored, beside: verified))
        guard own.isServable else {
            packets = []
            legacyPackets = nil
            terms = .none
            return
        }
        var key = Self.redacted(own.bound, redacted)
        if policy.thirdParty != .none, !own.isHardRevoked {
            Self.addCertifications(to: &key, from: stored, policy.thirdParty)
        }
        packets = key.encoded()
        legacyPackets = Self.legacy(key)?.encoded()
        terms = SearchTerms(of: key)
    }

    private static func redacted(
        _ key: TransferablePublicKey, _ redacted: Set<[UInt8]>
    ) -> TransferablePublicKey {
        guard !redacted.isEmpty else { return key }
        var key = key
        key.identities.removeAll { redacted.contains(MessageDigest.sha256($0.packet.body)) }
        return key
    }

    /// Adds certifications by other keys to the user IDs that are served.
    private static func addCertifications(
        to key: inout TransferablePublicKey, from stored: TransferablePublicKey,
        _ policy: ServingPolicy.ThirdParty
    ) {
        var certifications = ThirdPartyCertifications(under: key.primaryKey, policy: policy)
        var places: [Packet: Int] = [:]
        for (index, component) in key.identities.enumerated() {
            places[component.packet] = index
        }
        for component in stored.identities {
            guard let place = places[component.packet] else { continue }
            let own = key.identities[place].signatures.compactMap {
                VerifiedSignature(trusting: $0)
            }
            let added = certifications.served(
                userID: component.packet, own: own, stored: component.signatures)
            if !added.isEmpty {
                key.identities[place].signatures =
                    (key.identities[place].signatures + added).sorted()
            }
        }
    }

    /// The key without subkeys and signatures of versions 5 and 6; nil if it has none, or is one.
    private static func legacy(_ key: TransferablePublicKey) -> TransferablePublicKey? {
        guard key.primaryKey.version < 5, key.hasLatePackets else { return nil }
        var legacy = key
        legacy.directSignatures.removeAll(where: \.isOfLateVersion)
        legacy.subkeys.removeAll(where: \.packet.isOfLateVersion)
        legacy.identities = legacy.identities.compactMap(\.withoutLateSignatures)
        legacy.subkeys = legacy.subkeys.compactMap(\.withoutLateSignatures)
        return legacy
    }
}

extension TransferablePublicKey {
    fileprivate var hasLatePackets: Bool {
        directSignatures.contains(where: \.isOfLateVersion)
            || subkeys.contains(where: \.packet.isOfLateVersion)
            || (identities + subkeys).contains { $0.signatures.contains(where: \.isOfLateVersion) }
    }
}

extension Packet {
    /// Of keys and signatures: version 5 or later.
    fileprivate var isOfLateVersion: Bool { body.first.map { $0 > 4 } ?? false }
}

extension TransferablePublicKey.Component {
    /// Nil if nothing remains that could bind the component.
    fileprivate var withoutLateSignatures: Self? {
        var component = self
        component.signatures.removeAll(where: \.isOfLateVersion)
        return component.signatures.isEmpty ? nil : component
    }
}
