/// Puts the packets of one key in their places. The grammar is laxer than RFC 9580 §10.1 where that
/// loses nothing: user IDs may follow subkeys; marker, trust and padding packets are left out
/// without effect; any other packet that has no place in a key is left out together with the
/// signatures behind it, which are about it.
struct TransferablePublicKeyBuilder {
    private(set) var key: TransferablePublicKey
    private let limits: PacketLimits
    private var place = Place.direct
    private var packetCount = 1
    private var length: Int

    /// What the next signature belongs to.
    private enum Place {
        case direct
        case identity
        case subkey
        case nothing
    }

    init(primary: Packet, limits: PacketLimits) throws(KeyRefusal) {
        guard primary.tag == .publicKey else { throw .noPrimaryKey }
        do throws(PublicKeyError) {
            key = TransferablePublicKey(primaryKey: try PublicKey(primary))
        } catch {
            throw .primaryKey(error)
        }
        self.limits = limits
        length = primary.body.count
        guard length <= limits.keyLength else { throw .tooLong(limit: limits.keyLength) }
    }

    /// Adds a packet other than a public primary key.
    mutating func add(_ packet: Packet) throws(KeyRefusal) {
        packetCount += 1
        guard packetCount <= limits.packetsPerKey else {
            throw .tooManyPackets(limit: limits.packetsPerKey)
        }
        guard packet.body.count <= limits.keyLength - length else {
            throw .tooLong(limit: limits.keyLength)
        }
        length += packet.body.count
        switch packet.tag {
        case .signature:
            addSignature(packet)
        case .userID, .userAttribute:
            key.identities.append(TransferablePublicKey.Component(packet: packet))
            place = .identity
        case .publicSubkey:
            key.subkeys.append(TransferablePublicKey.Component(packet: packet))
            place = .subkey
        case .secretKey, .secretSubkey:
            throw .secretKey
        case _ where packet.tag.isIgnorable:
            break
        default:
            place = .nothing
        }
    }

    private mutating func addSignature(_ packet: Packet) {
        switch place {
        case .direct:
            key.directSignatures.append(packet)
        case .identity:
            key.identities[key.identities.count - 1].signatures.append(packet)
        case .subkey:
            key.subkeys[key.subkeys.count - 1].signatures.append(packet)
        case .nothing:
            break
        }
    }
}
