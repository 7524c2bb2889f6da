import OpenPGP

extension TransferablePublicKey {
    /// The key without its user IDs and attributes and all that is signed about them: what may be
    /// given out of a key none of whose addresses is confirmed. Its revocations, direct-key
    /// signatures and subkeys are left, so who has the key can still bring it up to date.
    var withoutIdentities: TransferablePublicKey {
        TransferablePublicKey(
            primaryKey: primaryKey, directSignatures: directSignatures, subkeys: subkeys)
    }
}
