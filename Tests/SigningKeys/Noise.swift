import OpenPGP

/// `count` octets that look random and are a pure function of `label`.
func noise(_ label: String, _ count: Int) -> [UInt8] {
    var octets: [UInt8] = []
    var block = 0
    while octets.count < count {
        octets += digest(Array("signing key \(label) \(block)".utf8), .sha512)
        block += 1
    }
    return Array(octets.prefix(count))
}

/// The octets of a number, big-endian.
func bigEndian(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
}
