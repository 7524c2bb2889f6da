extension TransferablePublicKey {
    /// The digest under which SKS reconciles the key: MD5 over all packets in order, each as tag
    /// and body length of four octets and the body. A packet that stands twice counts twice, and
    /// where it stands does not matter.
    package var sksDigest: KeyDigest {
        var digest = MessageDigest(.md5)
        for packet in packets.sorted() {
            precondition(packet.body.count <= UInt32.max, "A packet length has 32 bits.")
            digest.update(UInt64(packet.tag.rawValue) << 32 | UInt64(packet.body.count))
            digest.update(packet.body)
        }
        guard let value = KeyDigest(bytes: digest.finalize()) else {
            preconditionFailure("An MD5 digest is a key digest.")
        }
        return value
    }

    /// Whether an SKS server can parse the key, hence can hold it and take it in reconciliation:
    /// its primary key is of version 2 to 4, and has no subkeys in versions 2 and 3. One other key
    /// in an answer makes SKS discard the whole batch.
    package var isRepresentableInSKS: Bool {
        switch primaryKey.version {
        case 2, 3: subkeys.isEmpty
        case 4: true
        default: false
        }
    }
}
