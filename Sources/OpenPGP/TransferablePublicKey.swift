/// A transferable public key (RFC 9580 §10.1), in the structure that SKS works on: a primary key
/// with its direct signatures, user IDs and attributes with theirs, subkeys with theirs. The
/// packets are as received; what they say is not verified.
package struct TransferablePublicKey: Hashable, Sendable {
    /// A user ID, user attribute or subkey with the signatures that follow it.
    package struct Component: Hashable, Sendable {
        package let packet: Packet
        package var signatures: [Packet]

        package init(packet: Packet, signatures: [Packet] = []) {
            self.packet = packet
            self.signatures = signatures
        }
    }

    /// The primary key, understood.
    package let primaryKey: PublicKey
    /// The signatures on the primary key itself.
    package var directSignatures: [Packet]
    /// User IDs and user attributes.
    package var identities: [Component]
    package var subkeys: [Component]

    package init(
        primaryKey: PublicKey, directSignatures: [Packet] = [], identities: [Component] = [],
        subkeys: [Component] = []
    ) {
        self.primaryKey = primaryKey
        self.directSignatures = directSignatures
        self.identities = identities
        self.subkeys = subkeys
    }

    package init(
        primary: Packet, directSignatures: [Packet] = [], identities: [Component] = [],
        subkeys: [Component] = []
    ) throws(PublicKeyError) {
        self.init(
            primaryKey: try PublicKey(primary), directSignatures: directSignatures,
            identities: identities, subkeys: subkeys)
    }

    /// The primary key packet.
    package var primary: Packet { Packet(tag: .publicKey, body: primaryKey.body) }

    package var fingerprint: Fingerprint { primaryKey.fingerprint }

    package var keyID: KeyID { primaryKey.keyID }

    /// Calls `body` with every packet, in the order in which a key is written.
    func forEachPacket(_ body: (Packet) -> Void) {
        body(primary)
        for signature in directSignatures { body(signature) }
        for component in identities {
            body(component.packet)
            for signature in component.signatures { body(signature) }
        }
        for component in subkeys {
            body(component.packet)
            for signature in component.signatures { body(signature) }
        }
    }

    package var packetCount: Int {
        var count = 1 + directSignatures.count + identities.count + subkeys.count
        for component in identities { count += component.signatures.count }
        for component in subkeys { count += component.signatures.count }
        return count
    }

    /// All packets, in the order in which a key is written.
    package var packets: [Packet] {
        var packets: [Packet] = []
        packets.reserveCapacity(packetCount)
        forEachPacket { packets.append($0) }
        return packets
    }

    /// Length in octets of `encoded()`.
    package var encodedLength: Int {
        var length = 0
        forEachPacket { length += $0.encodedLength }
        return length
    }

    /// The packets in the shortest new-format framing.
    package func encoded() -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(encodedLength)
        encode(into: &output)
        return output
    }

    /// Appends what `encoded()` gives.
    package func encode(into output: inout [UInt8]) {
        forEachPacket { $0.encode(into: &output) }
    }
}

extension TransferablePublicKey {
    /// Builds a key from its packets by the rules of `TransferablePublicKeyReader`.
    package static func parse(
        packets: some Sequence<Packet>, limits: PacketLimits = .standard
    ) throws(KeyRefusal) -> TransferablePublicKey {
        var builder: TransferablePublicKeyBuilder?
        for packet in packets {
            if builder == nil {
                if packet.tag.isIgnorable { continue }
                guard packet.tag == .publicKey else {
                    throw packet.tag == .secretKey ? .secretKey : .noPrimaryKey
                }
                builder = try TransferablePublicKeyBuilder(primary: packet, limits: limits)
            } else if packet.tag == .publicKey {
                throw .severalKeys
            } else {
                try builder?.add(packet)
            }
        }
        guard let builder else { throw .noPrimaryKey }
        return builder.key
    }

    /// Reads octets that hold one key and nothing else, such as `encoded()` gives.
    package static func decode(
        _ bytes: [UInt8], limits: PacketLimits = .standard
    ) throws(KeyRefusal) -> TransferablePublicKey {
        var reader = TransferablePublicKeyReader(bytes, limits: limits)
        guard let first = reader.next() else { throw .noPrimaryKey }
        guard reader.next() == nil else { throw .severalKeys }
        switch first {
        case .key(let key): return key
        case .refused(let reason, offset: _, fingerprint: _): throw reason
        }
    }
}
