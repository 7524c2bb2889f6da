/// Keys one after the other, each behind its length in four octets, the most significant first: what
/// is tens of megabytes in a hashquery is a third more in JSON, and takes seconds to read and write
/// there.
enum KeyFrames {
    static let contentType = "application/octet-stream"
    private static let head = 4

    static func write(_ keys: [[UInt8]]) -> [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(keys.reduce(0) { $0 + head + $1.count })
        for key in keys {
            precondition(key.count <= UInt32.max, "a key has a length of 32 bits")
            for shift in [24, 16, 8, 0] {
                octets.append(UInt8(truncatingIfNeeded: key.count >> shift))
            }
            octets.append(contentsOf: key)
        }
        return octets
    }

    /// Nil when the octets end in the middle.
    static func read(_ octets: [UInt8]) -> [[UInt8]]? {
        var keys: [[UInt8]] = []
        var rest = octets[...]
        while !rest.isEmpty {
            guard rest.count >= head else { return nil }
            let length = rest.prefix(head).reduce(0) { $0 << 8 | Int($1) }
            guard length <= rest.count - head else { return nil }
            rest = rest.dropFirst(head)
            keys.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return keys
    }
}
