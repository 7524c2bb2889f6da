package import OpenPGP

/// What an index shows of one key, from its served form: everything in it is what the key's owner
/// said. Nothing depends on the clock; who shows it decides what has expired.
package struct KeyListing: Sendable {
    /// A user ID and what its self-certifications say.
    package struct Entry: Sendable, Equatable {
        /// The octets as stored.
        package let bytes: [UInt8]
        /// Unix seconds, of the newest self-certification.
        package let creationTime: UInt32?
        /// Unix seconds; nil when the certification does not expire.
        package let expirationTime: UInt32?
        /// The newest of what the owner said of it is a revocation.
        package let isRevoked: Bool

        /// The same as text without control characters.
        package var display: String { UserID(body: bytes).displayString }

        /// The e-mail address in it, as written, if there is one.
        package var email: String? { UserID(body: bytes).email }
    }

    /// A subkey and what its binding signatures say.
    package struct Subkey: Sendable, Equatable {
        package let version: UInt8
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
    /// User attributes (photographs and the like), of which none are served.
    package let attributeCount: Int
    private let primary: PublicKey
    private let components: [TransferablePublicKey.Component]

    /// Read when they are asked for: the most frequent index does not show them.
    package var subkeys: [Subkey] { components.compactMap { Subkey($0, of: primary) } }

    /// - Parameters:
    ///   - packets: the served form, binary.
    ///   - digest: the digest in the profile `sks`, which is of the stored form.
    /// - Throws: when the bytes are not one transferable public key.
    package init(packets: [UInt8], digest: KeyDigest? = nil) throws(KeyRefusal) {
        self.init(of: try TransferablePublicKey.decode(packets), digest: digest)
    }

    package init(of served: TransferablePublicKey, digest: KeyDigest?) {
        let primary = served.primaryKey
        let direct = SelfSignatures(served.directSignatures, of: primary)
        let userIDs = served.identities.filter { $0.packet.tag == .userID }.map {
            ($0.packet, SelfSignatures($0.signatures, of: primary))
        }
        version = primary.version
        fingerprint = primary.fingerprint
        keyID = primary.keyID
        algorithm = primary.algorithm
        bitLength = primary.bitLength
        creationTime = primary.creationTime
        self.digest = digest
        isRevoked = direct.isRevoked(
            unlessNewer: [direct.newestStatement] + userIDs.map(\.1.newestStatement))
        expirationTime = Self.expirationTime(of: primary, direct, userIDs.map(\.1))
        self.userIDs = userIDs.map { Entry($0.0, $0.1) }
        attributeCount = served.identities.count - userIDs.count
        self.primary = primary
        components = served.subkeys
    }

    /// Version 3 keys carry their validity in days. Those of version 6 say it in their newest
    /// direct-key signature (RFC 9580 §10.1.1). In the others the newest of two counts, as in
    /// GnuPG: the newest direct-key signature that speaks of it, and the newest
    /// self-certification of the primary user ID, where not to speak of it means never.
    private static func expirationTime(
        of primary: PublicKey, _ direct: SelfSignatures, _ userIDs: [SelfSignatures]
    ) -> UInt32? {
        if let days = primary.validityDays {
            return days == 0 ? nil : sum(primary.creationTime, UInt32(days) * 86_400)
        }
        let said =
            primary.version == 6
            ? direct.newestStatement
            : [
                direct.newestStatement(where: { $0.keyExpirationTime != nil }),
                userIDs.primary?.newestStatement,
            ].compactMap(\.self).newest
        return said?.keyExpirationTime.flatMap {
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
    fileprivate init(_ packet: Packet, _ signatures: SelfSignatures) {
        let newest = signatures.newestStatement
        bytes = packet.body
        creationTime = newest?.creationTime
        expirationTime = newest.flatMap { signature in
            guard let created = signature.creationTime,
                let seconds = signature.expirationTime, seconds > 0
            else { return nil }
            return KeyListing.sum(created, seconds)
        }
        isRevoked = signatures.isSoftlyRevoked(unlessNewer: [newest])
    }
}

extension KeyListing.Subkey {
    fileprivate init?(_ component: TransferablePublicKey.Component, of primary: PublicKey) {
        guard let subkey = try? PublicKey(component.packet) else { return nil }
        let signatures = SelfSignatures(component.signatures, of: primary)
        version = subkey.version
        keyID = subkey.keyID
        fingerprint = subkey.fingerprint
        algorithm = subkey.algorithm
        bitLength = subkey.bitLength
        creationTime = subkey.creationTime
        expirationTime = signatures.newestStatement?.keyExpirationTime
            .flatMap { $0 == 0 ? nil : KeyListing.sum(subkey.creationTime, $0) }
        isRevoked = signatures.isRevoked(unlessNewer: [signatures.newestStatement])
    }
}
