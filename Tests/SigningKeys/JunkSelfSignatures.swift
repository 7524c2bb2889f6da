package import OpenPGP

/// Signatures that only cryptography tells from valid ones: they stand at a right place, name the
/// primary key, have the right first two octets of the digest, and integers of the right size that
/// the key made for something else. Each costs whoever verifies it the full operation.
package struct JunkSelfSignatures: Sendable {
    package let signatures: [Packet]

    /// As many as fit into `octets`, their headers included, on `content`.
    package init(
        by key: SigningKey, on content: SignedContent, type: SignatureType, octets: Int
    ) {
        let hash = key.algorithm.usualHash
        // One operation of the private key for all: the digest is different in each.
        let material = key.rawSign(digest: digest(noise("junk", 8), hash), hash: hash)
        var signatures: [Packet] = []
        var length = 0
        while true {
            let time = SignatureRecipe.usualCreationTime + UInt32(signatures.count)
            // As short as can be, so that many fit: time, and the issuer only where it must be.
            let recipe = SignatureRecipe(
                type, hash: hash, at: time,
                issuer: key.publicKey.version > 4 ? .hashedFingerprint : .unhashedKeyID)
            let signature = key.forge(content, recipe, material: material)
            length += signature.encodedLength
            guard length <= octets else { break }
            signatures.append(signature)
        }
        self.signatures = signatures
    }

    /// A key of at most `octets` with one user ID and nothing but junk on it.
    package static func key(
        _ owner: SigningKey, userID: String = "Junk <junk@example.org>", octets: Int
    ) -> TransferablePublicKey {
        var key = TransferablePublicKey(
            primaryKey: owner.publicKey, identities: [component(userID: userID, [])])
        key.identities[0].signatures =
            JunkSelfSignatures(
                by: owner, on: .userID(owner.publicKey, userID), type: .positiveCertification,
                octets: octets - key.encodedLength
            ).signatures
        return key
    }
}
