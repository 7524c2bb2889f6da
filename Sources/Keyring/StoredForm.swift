package import OpenPGP

/// The stored form of a key as bytes: its packets in normal order and canonical framing.
package enum StoredForm {
    package static func encode(_ key: TransferablePublicKey) -> [UInt8] { key.encoded() }

    /// Nil when the bytes are not one whole key, which in a database means that it is damaged.
    package static func decode(_ bytes: [UInt8]) -> TransferablePublicKey? {
        try? TransferablePublicKey.decode(bytes)
    }
}
