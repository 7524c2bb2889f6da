package import OpenPGP

extension SigningKey {
    /// A whole key: this primary key, user IDs, subkeys that sign, subkeys that encrypt, each with
    /// one valid signature; of version 6 a direct-key signature too.
    package func certificate(
        userIDs: [String] = ["Alice <alice@example.org>"], signing: [SigningKey] = [],
        encrypting: [PublicKey] = [], at time: UInt32 = SignatureRecipe.usualCreationTime
    ) -> TransferablePublicKey {
        TransferablePublicKey(
            primaryKey: publicKey,
            directSignatures: publicKey.version == 6 ? [directKeySignature(at: time)] : [],
            identities: userIDs.map { component(userID: $0, [selfCertification($0, at: time)]) },
            subkeys: signing.map {
                component(subkey: $0.publicKey, [binding(signing: $0, at: time)])
            } + encrypting.map { component(subkey: $0, [binding($0, at: time)]) })
    }
}

/// A user ID with signatures.
package func component(
    userID: String, _ signatures: [Packet]
) -> TransferablePublicKey.Component {
    component(userID: Array(userID.utf8), signatures)
}

/// A user ID of any octets with signatures.
package func component(
    userID: [UInt8], _ signatures: [Packet]
) -> TransferablePublicKey.Component {
    TransferablePublicKey.Component(
        packet: Packet(tag: .userID, body: userID), signatures: signatures)
}

/// A subkey with signatures.
package func component(
    subkey: PublicKey, _ signatures: [Packet]
) -> TransferablePublicKey.Component {
    TransferablePublicKey.Component(
        packet: Packet(tag: .publicSubkey, body: subkey.body), signatures: signatures)
}
