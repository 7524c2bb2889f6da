/// The checksum of ASCII armor (RFC 9580 §6.1): generator 0x864CFB, initial value 0xB704CE.
///
/// The register is held in the upper 24 bits of a word, and four octets are taken at a time with a
/// table for each.
struct CRC24: Sendable {
    private var register: UInt32 = 0xB704CE << 8

    /// The 24 bits.
    var value: UInt32 { register >> 8 }

    mutating func update(_ bytes: Span<UInt8>) {
        let tables = CRC24.tables.span
        var register = register
        var index = 0
        while index &+ 4 <= bytes.count {
            let word =
                UInt32(bytes[index]) << 24 | UInt32(bytes[index &+ 1]) << 16
                | UInt32(bytes[index &+ 2]) << 8 | UInt32(bytes[index &+ 3])
            let mixed = register ^ word
            register =
                tables[768 &+ Int(mixed >> 24)] ^ tables[512 &+ Int(mixed >> 16 & 0xFF)]
                ^ tables[256 &+ Int(mixed >> 8 & 0xFF)] ^ tables[Int(mixed & 0xFF)]
            index &+= 4
        }
        while index < bytes.count {
            register = register << 8 ^ tables[Int(register >> 24 ^ UInt32(bytes[index]))]
            index &+= 1
        }
        self.register = register
    }

    /// Four tables of 256, one behind the other: what an octet becomes when 0, 1, 2 or 3 octets
    /// follow it.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 4 * 256)
        for octet in 0..<256 {
            var register = UInt32(octet) << 24
            for _ in 0..<8 {
                register = register & 0x8000_0000 == 0 ? register << 1 : register << 1 ^ 0x864C_FB00
            }
            tables[octet] = register
        }
        for index in 256..<1024 {
            let before = tables[index - 256]
            tables[index] = before << 8 ^ tables[Int(before >> 24)]
        }
        return tables
    }()
}
