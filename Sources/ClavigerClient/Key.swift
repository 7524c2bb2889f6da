/// A key as the node gives it out: what its owner made and bound, verified.
public struct Key: Sendable, Hashable {
    /// Of the primary key, upper-case hexadecimal digits: 64, 40 or 32.
    public let fingerprint: String
    /// The digest by which SKS's network knows the key, 32 hexadecimal digits; nil for keys that SKS
    /// cannot represent.
    public let digest: String?
    /// The transferable public key, binary: `gpg --import` reads it.
    public let packets: [UInt8]

    public init(fingerprint: String, digest: String?, packets: [UInt8]) {
        self.fingerprint = fingerprint
        self.digest = digest
        self.packets = packets
    }
}
