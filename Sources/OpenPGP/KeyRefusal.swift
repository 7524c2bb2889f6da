/// Why octets were not taken as a transferable public key.
package enum KeyRefusal: Error, Hashable, Sendable {
    /// The packets cannot be read; nothing after that place was.
    case packet(PacketError)
    /// The primary key has no identity.
    case primaryKey(PublicKeyError)
    /// A secret key or subkey is in it. Whoever sent it took the wrong file and must hear of it.
    case secretKey
    /// A signature without a key, as a revocation certificate alone is.
    case loneSignature
    /// No public key where one should begin.
    case noPrimaryKey
    /// More than one key where one was to be.
    case severalKeys
    case tooManyPackets(limit: Int)
    case tooLong(limit: Int)
}

extension KeyRefusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .packet(let error): error.description
        case .primaryKey(let error): error.description
        case .secretKey:
            "this is a secret key; keep it secret and submit the public key instead (gpg --export)"
        case .loneSignature:
            "a signature without a key; submit the key together with it"
        case .noPrimaryKey:
            "no public key begins here"
        case .severalKeys:
            "more than one key where one is expected"
        case .tooManyPackets(let limit):
            "the key has more than \(limit) packets"
        case .tooLong(let limit):
            "the key is longer than \(limit) octets"
        }
    }
}
