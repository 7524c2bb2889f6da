/// Reads the keys of a binary keyring, one result a key: a bad key never costs the others.
///
/// A key reaches to the next primary key packet. Whatever stands before the first one is skipped,
/// save that a signature there is reported. Where the framing breaks, the key being read is refused
/// and the stream ends.
package struct TransferablePublicKeyReader: Sequence, IteratorProtocol, Sendable {
    package enum Element: Hashable, Sendable {
        case key(TransferablePublicKey)
        /// Offset of the first octet of what was refused; the fingerprint as far as it could be
        /// computed.
        case refused(KeyRefusal, offset: Int, fingerprint: Fingerprint?)
    }

    private var reader: PacketReader
    private let origin: Int
    private let limits: PacketLimits
    private var hasEnded = false
    /// Whether a key or a signature alone has been met.
    private var hasBegun = false
    /// Whether the octets are the beginning of a key that is too long to be held.
    private var isCut = false

    /// `origin` is the offset of these octets in their stream; it is added to all offsets reported.
    package init(_ bytes: [UInt8], origin: Int = 0, limits: PacketLimits = .standard) {
        reader = PacketReader(bytes, origin: origin, limits: limits)
        self.origin = origin
        self.limits = limits
    }

    /// Reads what a `KeyringSplitter` cut out.
    package init(_ raw: RawKey, limits: PacketLimits = .standard) {
        self.init(raw.bytes, origin: raw.range.lowerBound, limits: limits)
        isCut = raw.exceedsLimit
    }

    package mutating func next() -> Element? {
        if isCut, reader.bytes.isEmpty, !hasEnded {
            hasEnded = true
            return .refused(.tooLong(limit: limits.keyLength), offset: origin, fingerprint: nil)
        }
        while !hasEnded {
            let offset = origin + reader.offset
            do throws(PacketError) {
                guard let frame = try reader.peekFrame() else { break }
                if frame.tag.beginsKey {
                    hasBegun = true
                    return readKey(frame, offset: offset)
                }
                reader.skip(frame)
                if frame.tag == .signature, !hasBegun {
                    hasBegun = true
                    return .refused(.loneSignature, offset: offset, fingerprint: nil)
                }
            } catch {
                hasEnded = true
                return .refused(.packet(error), offset: offset, fingerprint: nil)
            }
        }
        hasEnded = true
        return nil
    }

    /// Reads from the primary key packet in `first` to the next one.
    private mutating func readKey(_ first: PacketFrame, offset: Int) -> Element {
        var builder: TransferablePublicKeyBuilder?
        var fingerprint: Fingerprint?
        var refusal: KeyRefusal?
        var frame: PacketFrame? = first
        while let current = frame {
            reader.skip(current)
            if refusal == nil {
                do throws(KeyRefusal) {
                    try take(current, into: &builder, fingerprint: &fingerprint)
                } catch {
                    refusal = error
                }
            }
            do throws(PacketError) {
                let following = try reader.peekFrame()
                frame = following.flatMap { $0.tag.beginsKey ? nil : $0 }
            } catch {
                frame = nil
                // Where it is the next key that is cut short, that is told of the next key.
                guard !reader.nextBeginsKey else { continue }
                hasEnded = true
                refusal = refusal ?? .packet(error)
            }
        }
        if isCut { refusal = refusal ?? .tooLong(limit: limits.keyLength) }
        if let refusal { return .refused(refusal, offset: offset, fingerprint: fingerprint) }
        guard let builder else { preconditionFailure("A primary key packet is taken or refused.") }
        return .key(builder.key)
    }

    private func take(
        _ frame: PacketFrame, into builder: inout TransferablePublicKeyBuilder?,
        fingerprint: inout Fingerprint?
    ) throws(KeyRefusal) {
        let packet: Packet
        do throws(PacketError) {
            packet = try reader.packet(frame)
        } catch {
            throw .packet(error)
        }
        if packet.tag == .secretKey {
            fingerprint = PublicKey.fingerprint(ofSecretKey: packet.body)
            throw .secretKey
        }
        guard builder != nil else {
            let started = try TransferablePublicKeyBuilder(primary: packet, limits: limits)
            fingerprint = started.key.fingerprint
            builder = started
            return
        }
        try builder?.add(packet)
    }
}

extension PublicKey {
    /// The fingerprint that the public part of a secret key has, if the algorithm is known.
    static func fingerprint(ofSecretKey body: [UInt8]) -> Fingerprint? {
        guard let whole = try? PublicKey(body: body), let end = whole.publicPartEnd else {
            return nil
        }
        return (try? PublicKey(body: Array(body[..<end])))?.fingerprint
    }
}
