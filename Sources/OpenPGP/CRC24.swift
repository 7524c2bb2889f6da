/// The checksum of ASCII armor (RFC 9580 §6.1): generator 0x864CFB, initial value 0xB704CE.
///
/// The register is held in the upper 24 bits of a word, and eight octets are taken at a time with a
/// table for each.
struct CRC24: Sendable {
    private var register: UInt32 = 0xB704CE << 8

    /// The 24 bits.
    var value: UInt32 { register >> 8 }

    mutating func update(_ bytes: Span<UInt8>) {
        let tables = CRC24.tables.span
        var register = register
        let raw = bytes.bytes
        var index = 0
        while index &+ 8 <= bytes.count {
            let word = UInt64(
                bigEndian: raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
            let mixed = word ^ UInt64(register) << 32
            let former =
                tables[1792 &+ Int(mixed >> 56)] ^ tables[1536 &+ Int(mixed >> 48 & 0xFF)]
                ^ tables[1280 &+ Int(mixed >> 40 & 0xFF)] ^ tables[1024 &+ Int(mixed >> 32 & 0xFF)]
            let latter =
                tables[768 &+ Int(mixed >> 24 & 0xFF)] ^ tables[512 &+ Int(mixed >> 16 & 0xFF)]
                ^ tables[256 &+ Int(mixed >> 8 & 0xFF)] ^ tables[Int(mixed & 0xFF)]
            register = former ^ latter
            index &+= 8
        }
        while index < bytes.count {
            register = register << 8 ^ tables[Int(register >> 24 ^ UInt32(bytes[index]))]
            index &+= 1
        }
        self.register = register
    }

    /// Eight tables of 256, one behind the other: what an octet becomes when 0, 1, … 7 octets follow
    /// it.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for octet in 0..<256 {
            var register = UInt32(octet) << 24
            for _ in 0..<8 {
                register = register & 0x8000_0000 == 0 ? register << 1 : register << 1 ^ 0x864C_FB00
            }
            tables[octet] = register
        }
        for index in 256..<2048 {
            let before = tables[index - 256]
            tables[index] = before << 8 ^ tables[Int(before >> 24)]
        }
        return tables
    }()
}
