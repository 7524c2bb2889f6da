import Keyring
import OpenPGP

/// A binary keyring: framing, keys, signatures, and what is shown of them.
enum PacketsTarget: FuzzTarget {
    static let name = "packets"
    static let framing: (any Framing)? = PacketFraming()

    /// Bounds that inputs of a few hundred octets exceed.
    private static let narrow = PacketLimits(bodyLength: 300, packetsPerKey: 8, keyLength: 600)

    static func run(_ input: [UInt8]) {
        readPackets(input)
        for limits in [PacketLimits.standard, narrow] {
            let keys = readKeys(input, limits: limits)
            requireSameWhenSplit(input, keys: keys, limits: limits)
            for key in keys { examine(key, limits: limits) }
        }
    }

    // MARK: Packets

    private static func readPackets(_ input: [UInt8]) {
        var reader = PacketReader(input)
        var end = 0
        while let frame = try? reader.peekFrame() {
            require(frame.range.lowerBound == end, "packets follow each other without a gap")
            require(
                frame.body.upperBound == frame.range.upperBound && end < frame.range.upperBound,
                "a packet ends with its body")
            end = frame.range.upperBound
            guard let packet = try? reader.next() else { break }
            var encoded: [UInt8] = []
            packet.encode(into: &encoded)
            require(encoded.count == packet.encodedLength, "the encoded length is as announced")
            var again = PacketReader(encoded)
            require((try? again.next()) == packet, "what is encoded decodes to the same")
            parse(packet)
        }
    }

    /// Parses the body as everything that it could be.
    private static func parse(_ packet: Packet) {
        if let key = try? PublicKey(packet) {
            require(
                key.materialRange.upperBound <= key.body.count, "the material lies in the body")
            require(
                Fingerprint(hex: key.fingerprint.hex) == key.fingerprint,
                "a fingerprint is what its digits say")
            _ = (key.bitLength, key.curve, key.isMaterialWellFormed, key.hasTrailingOctets)
        }
        if let signature = try? Signature(packet) { parse(signature) }
        let userID = UserID(packet)
        require(
            !userID.displayString.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F },
            "a user ID is shown without control characters")
        require(userID.email.map { !$0.isEmpty } ?? true, "an address is not empty")
        if let attribute = try? UserAttribute(packet), let image = attribute.image {
            require(image.data.upperBound <= packet.body.count, "an image lies in its packet")
        }
    }

    private static func parse(_ signature: Signature) {
        let length = signature.body.count
        require(
            signature.hashedRange.upperBound <= length && signature.saltRange.upperBound <= length
                && signature.materialRange.upperBound == length,
            "the parts of a signature lie in it")
        _ = (signature.issuerKeyID, signature.issuerFingerprint, signature.isExportable)
        require(
            !(signature.reasonForRevocation?.text.contains("\u{0}") ?? false),
            "a reason is shown without control characters")
        for subpacket in signature.hashedSubpackets + signature.unhashedSubpackets
        where subpacket.type == .embeddedSignature {
            _ = try? Signature(body: subpacket.body)
        }
    }

    // MARK: Keys

    private static func readKeys(
        _ input: [UInt8], limits: PacketLimits
    ) -> [TransferablePublicKey] {
        var keys: [TransferablePublicKey] = []
        var lastOffset = -1
        for element in TransferablePublicKeyReader(input, limits: limits) {
            switch element {
            case .key(let key): keys.append(key)
            case .refused(let reason, let offset, fingerprint: _):
                require(!reason.description.isEmpty, "a refusal says what is wrong")
                require(
                    offset > lastOffset && offset <= input.count, "refusals come in their order")
                lastOffset = offset
            }
        }
        return keys
    }

    /// The splitter finds the same keys, in whatever pieces the octets arrive.
    private static func requireSameWhenSplit(
        _ input: [UInt8], keys: [TransferablePublicKey], limits: PacketLimits
    ) {
        let whole = split(CollectionOfOne(input[...]), limits: limits)
        let pieces = split(Chunks(input), limits: limits)
        require(
            whole.keys == pieces.keys && whole.end == pieces.end
                && whole.skipped == pieces.skipped,
            "the splitter's result does not depend on the pieces")
        let read = whole.keys.flatMap { raw in
            TransferablePublicKeyReader(raw, limits: limits).compactMap { element in
                if case .key(let key) = element { key } else { nil }
            }
        }
        // Bounds differ: only the splitter counts the framing in the length of a key.
        require(
            read == keys || limits != .standard,
            "the splitter finds the keys that the reader finds")
    }

    private static func split(
        _ pieces: some Sequence<ArraySlice<UInt8>>, limits: PacketLimits
    ) -> (keys: [RawKey], end: KeyringSplitter.End?, skipped: Int) {
        var splitter = KeyringSplitter(limits: limits)
        var keys: [RawKey] = []
        for piece in pieces {
            splitter.append(piece)
            while let key = splitter.nextKey() { keys.append(key) }
        }
        splitter.finish()
        while let key = splitter.nextKey() { keys.append(key) }
        require(splitter.end != nil, "a finished stream has an end")
        return (keys, splitter.end, splitter.skippedOctets)
    }

    private static func examine(_ key: TransferablePublicKey, limits: PacketLimits) {
        let encoded = key.encoded()
        require(encoded.count == key.encodedLength, "the encoded length is as announced")
        require(key.packets.count == key.packetCount, "the packets are as many as announced")
        require(
            (try? TransferablePublicKey.decode(encoded, limits: limits)) == key,
            "a key that is encoded decodes to the same")
        let normal = key.normalized()
        require(normal.normalized() == normal, "normalising twice changes nothing more")
        require(key.merged(with: key)?.normalized() == key.merged(with: key), "a union is normal")
        require(
            key.merged(with: normal) == key.merged(with: key),
            "a key united with its normal form is the key united with itself")
        _ = (key.sksDigest, key.isRepresentableInSKS)
    }

    static func seeds(from keys: [TransferablePublicKey]) -> [[UInt8]] {
        let encoded = keys.map { $0.encoded() }
        return encoded + [encoded.prefix(3).reduce([], +)]
    }
}
