package import OpenPGP

/// What an index shows of one key. Nothing in it is verified: the times and revocations are those
/// that signatures naming the primary key as issuer claim, as SKS shows them.
package struct KeyListing: Sendable, Equatable {
    /// A user ID and what its self-certifications say.
    package struct Entry: Sendable, Equatable {
        /// The octets as stored.
        package let bytes: [UInt8]
        /// The same as text without control characters.
        package let display: String
        /// Unix seconds, of the newest self-certification.
        package let creationTime: UInt32?
        /// Unix seconds; nil when the certification does not expire.
        package let expirationTime: UInt32?
        package let isRevoked: Bool
    }

    /// A subkey and what its binding signatures say.
    package struct Subkey: Sendable, Equatable {
        package let keyID: KeyID
        package let fingerprint: Fingerprint
        package let algorithm: PublicKeyAlgorithm
        package let bitLength: Int?
        package let creationTime: UInt32
        package let expirationTime: UInt32?
        package let isRevoked: Bool
    }

    package let version: UInt8
    package let fingerprint: Fingerprint
    package let keyID: KeyID
    package let algorithm: PublicKeyAlgorithm
    package let bitLength: Int?
    /// Unix seconds.
    package let creationTime: UInt32
    /// Unix seconds; nil when the key does not expire.
    package let expirationTime: UInt32?
    package let isRevoked: Bool
    /// The digest in the profile `sks`; nil for a key that is not in it.
    package let digest: KeyDigest?
    package let userIDs: [Entry]
    /// User attributes (photographs and the like), which an index only counts.
    package let attributeCount: Int
    package let subkeys: [Subkey]

    /// - Throws: when the bytes are not one transferable public key.
    package init(packets: [UInt8]) throws(KeyRefusal) {
        self.init(of: try TransferablePublicKey.decode(packets))
    }

    package init(of key: TransferablePublicKey) {
        let primary = key.primaryKey
        version = primary.version
        fingerprint = primary.fingerprint
        keyID = primary.keyID
        algorithm = primary.algorithm
        bitLength = primary.bitLength
        creationTime = primary.creationTime
        digest = Profile.sks.digest(of: key)
        isRevoked = SelfSignatures(key.directSignatures, of: primary.keyID)
            .contains(.keyRevocation)
        let userIDs = key.identities.filter { $0.packet.tag == .userID }
        self.userIDs = userIDs.map { Entry($0, of: primary.keyID) }
        attributeCount = key.identities.count - userIDs.count
        expirationTime = Self.expirationTime(of: key)
        subkeys = key.subkeys.compactMap { Subkey($0, of: primary.keyID) }
    }

    /// Version 3 keys carry their validity in days; the others in the newest self-signature that
    /// speaks for the whole key (RFC 9580 §5.2.3.13).
    private static func expirationTime(of key: TransferablePublicKey) -> UInt32? {
        let primary = key.primaryKey
        if let days = primary.validityDays {
            return days == 0 ? nil : sum(primary.creationTime, UInt32(days) * 86_400)
        }
        let candidates =
            SelfSignatures(key.directSignatures, of: primary.keyID).all { $0 == .directKey }
            + key.identities.flatMap {
                SelfSignatures($0.signatures, of: primary.keyID).all(where: \.isCertification)
            }
        return candidates.newest?.keyExpirationTime.flatMap {
            $0 == 0 ? nil : sum(primary.creationTime, $0)
        }
    }

    /// Nil beyond what 32 bits of seconds can say: such a key does not expire while they last.
    fileprivate static func sum(_ time: UInt32, _ seconds: UInt32) -> UInt32? {
        let (sum, overflow) = time.addingReportingOverflow(seconds)
        return overflow ? nil : sum
    }
}

extension KeyListing.Entry {
    fileprivate init(_ component: TransferablePublicKey.Component, of keyID: KeyID) {
        let signatures = SelfSignatures(component.signatures, of: keyID)
        let newest = signatures.all(where: \.isCertification).newest
        bytes = component.packet.body
        display = UserID(component.packet).displayString
        creationTime = newest?.creationTime
        expirationTime = newest.flatMap { signature in
            guard let created = signature.creationTime,
                let seconds = signature.expirationTime, seconds > 0
            else { return nil }
            return KeyListing.sum(created, seconds)
        }
        let revoked = signatures.all { $0 == .certificationRevocation }.newest
        isRevoked = revoked.map { ($0.creationTime ?? 0) >= (newest?.creationTime ?? 0) } ?? false
    }
}

extension KeyListing.Subkey {
    fileprivate init?(_ component: TransferablePublicKey.Component, of keyID: KeyID) {
        guard let subkey = try? PublicKey(component.packet) else { return nil }
        let signatures = SelfSignatures(component.signatures, of: keyID)
        self.keyID = subkey.keyID
        fingerprint = subkey.fingerprint
        algorithm = subkey.algorithm
        bitLength = subkey.bitLength
        creationTime = subkey.creationTime
        expirationTime = signatures.all { $0 == .subkeyBinding }.newest?.keyExpirationTime
            .flatMap { $0 == 0 ? nil : KeyListing.sum(subkey.creationTime, $0) }
        isRevoked = signatures.contains(.subkeyRevocation)
    }
}

/// Those of some signatures that can be read and name the key itself as their issuer.
private struct SelfSignatures {
    private let signatures: [Signature]

    init(_ packets: [Packet], of keyID: KeyID) {
        signatures = packets.compactMap { try? Signature($0) }
            .filter { $0.issuerKeyID == keyID }
    }

    func contains(_ type: SignatureType) -> Bool { signatures.contains { $0.type == type } }

    func all(where isMeant: (SignatureType) -> Bool) -> [Signature] {
        signatures.filter { isMeant($0.type) }
    }
}

extension [Signature] {
    /// By creation time, then by expiration (SKS takes the greatest pair).
    fileprivate var newest: Signature? {
        self.max {
            ($0.creationTime ?? 0, $0.expirationTime ?? 0)
                < ($1.creationTime ?? 0, $1.expirationTime ?? 0)
        }
    }
}
