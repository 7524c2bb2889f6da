import Keyring
import OpenPGP

/// A key as it is given out for one address: the primary key, the user IDs with that address and the
/// subkeys, with what the owner says of them last (RFC 7929 §2.1.2).
struct ReducedKey: Sendable, Equatable {
    let packets: [UInt8]
    /// Neither revoked nor expired.
    let isUsable: Bool
    /// Of version 5 or 6, which clients of before RFC 9580 cannot read.
    let isOfLateVersion: Bool

    /// Nil when no user ID that stands has the address, or the node's answer cannot be read, which
    /// is damage that `claviger check` reports.
    ///
    /// - Parameter now: Unix seconds.
    init?(_ found: FoundKey, for digest: LocalPartDigest, in zone: Zone, now: Int) {
        guard let key = try? TransferablePublicKey.decode(found.legacyPackets ?? found.packets)
        else { return nil }
        let listing = KeyListing(of: key, digest: nil)
        let standing = Set(listing.userIDs.filter { !$0.isRevoked }.map(\.bytes))
        let identities = key.identities.filter { identity in
            guard identity.packet.tag == .userID, standing.contains(identity.packet.body),
                let address = MailAddress(userID: identity.packet.body)
            else { return false }
            return zone.isHome(of: address)
                && LocalPartDigest.both(of: address.localPart).contains(digest)
        }
        guard !identities.isEmpty else { return nil }
        let expired = Set(
            listing.subkeys.filter { !$0.isRevoked && $0.hasExpired(at: now) }.map(\.fingerprint))
        let subkeys = key.subkeys.filter { subkey in
            guard let parsed = try? PublicKey(subkey.packet) else { return false }
            return !expired.contains(parsed.fingerprint)
        }
        let reduced = TransferablePublicKey(
            primaryKey: key.primaryKey,
            directSignatures: Self.last(key.directSignatures, of: key),
            identities: identities.map { $0.reduced(of: key) },
            subkeys: subkeys.map { $0.reduced(of: key) })
        packets = reduced.encoded()
        isUsable = listing.isUsable(at: now)
        isOfLateVersion = key.primaryKey.version > 4
    }

    /// The owner's newest statement and his revocations, of which there are few.
    fileprivate static func last(
        _ packets: [Packet], of key: TransferablePublicKey
    ) -> [Packet] {
        var newest: (time: UInt32, packet: Packet)?
        var revocations: [Packet] = []
        for packet in packets {
            guard let signature = try? Signature(packet), signature.issuerKeyID == key.keyID else {
                continue
            }
            switch signature.type {
            case .keyRevocation, .subkeyRevocation, .certificationRevocation:
                revocations.append(packet)
            case .genericCertification, .personaCertification, .casualCertification,
                .positiveCertification, .directKey, .subkeyBinding:
                let time = signature.creationTime ?? 0
                if newest.map({ time > $0.time }) ?? true { newest = (time, packet) }
            default: break
            }
        }
        return revocations + (newest.map { [$0.packet] } ?? [])
    }
}

extension TransferablePublicKey.Component {
    fileprivate func reduced(of key: TransferablePublicKey) -> Self {
        var component = self
        component.signatures = ReducedKey.last(signatures, of: key)
        return component
    }
}

extension KeyListing.Subkey {
    fileprivate func hasExpired(at now: Int) -> Bool {
        expirationTime.map { Int($0) <= now } ?? false
    }
}
