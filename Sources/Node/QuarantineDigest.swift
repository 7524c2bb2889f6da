package import OpenPGP

/// The name of quarantined material: 64 upper-case hex digits.
package enum QuarantineDigest {
    /// SHA-256 over the packets of a key in their shortest framing, so that the form of the headers
    /// does not matter; over the octets themselves if they cannot be framed.
    package static func of(_ key: RawKey) -> String { of(packets: key.bytes) }

    /// The same of a key as octets.
    package static func of(packets: [UInt8]) -> String {
        var digest = MessageDigest(.sha256)
        var reader = PacketReader(packets)
        do {
            while let frame = try reader.peekFrame() {
                reader.skip(frame)
                digest.update(frame.tag.rawValue)
                digest.update(UInt32(truncatingIfNeeded: frame.body.count))
                digest.update(packets[frame.body])
            }
        } catch {
            return of(octets: packets)
        }
        return hex(digest.finalize())
    }

    /// SHA-256 over octets that nobody has made sense of.
    package static func of(octets: [UInt8]) -> String { hex(MessageDigest.sha256(octets)) }

    private static func hex(_ octets: [UInt8]) -> String {
        octets.map { octet in
            let digits = String(octet, radix: 16, uppercase: true)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
