/// Reads the payload of one frame; every read is checked against what is left.
struct ReconPayloadReader {
    private let type: ReconMessageType
    private var rest: ArraySlice<UInt8>
    /// Received values that are no digest of any tree, which were left out.
    private(set) var discardedCount = 0

    init(type: ReconMessageType, payload: ArraySlice<UInt8>) {
        self.type = type
        rest = payload
    }

    private func malformed(_ defect: String) -> ReconError {
        .malformed(type, defect: defect)
    }

    func finish() throws(ReconError) {
        guard rest.isEmpty else { throw malformed("\(rest.count) bytes after the end") }
    }

    private mutating func bytes(_ count: Int) throws(ReconError) -> ArraySlice<UInt8> {
        guard count <= rest.count else {
            throw malformed("\(count) bytes announced, \(rest.count) left")
        }
        let bytes = rest.prefix(count)
        rest = rest.dropFirst(count)
        return bytes
    }

    mutating func integer() throws(ReconError) -> UInt32 {
        try bytes(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    mutating func string() throws(ReconError) -> [UInt8] {
        let length = try integer()
        guard length <= UInt32(ReconLimits.string) else {
            throw malformed("a string of \(length) bytes exceeds \(ReconLimits.string)")
        }
        return Array(try bytes(Int(length)))
    }

    mutating func text() throws(ReconError) -> String {
        String(decoding: try string(), as: UTF8.self)
    }

    mutating func prefix(bitquantum: Int) throws(ReconError) -> Prefix {
        let bitCount = try integer()
        let byteCount = try integer()
        guard byteCount <= UInt32(Element.byteCount) else {
            throw malformed("a prefix of \(byteCount) bytes")
        }
        guard let prefix = Prefix(wireBitCount: bitCount, bytes: try bytes(Int(byteCount))) else {
            throw malformed("a bit string of \(bitCount) bits in \(byteCount) bytes")
        }
        guard prefix.bitCount.isMultiple(of: bitquantum) else {
            throw malformed("a prefix of \(bitCount) bits, no multiple of \(bitquantum)")
        }
        return prefix
    }

    mutating func size() throws(ReconError) -> Int {
        let size = try integer()
        guard size <= UInt32(ReconLimits.size) else {
            throw malformed("a set of \(size) elements")
        }
        return Int(size)
    }

    mutating func samples() throws(ReconError) -> Samples {
        let count = try integer()
        guard count == UInt32(Samples.count) else {
            throw malformed("\(count) samples instead of \(Samples.count)")
        }
        guard let samples = Samples(bytes: try bytes(Samples.byteCount)) else {
            throw malformed("a sample is zero or not below the prime")
        }
        return samples
    }

    /// The elements of an array that fills the rest of the payload. Values that cannot be a digest
    /// are left out: a peer may have found them by a false solution.
    mutating func elements() throws(ReconError) -> [Element] {
        let count = try integer()
        let width = SKSFieldElement.wireByteCount
        guard Int(count) * width == rest.count else {
            throw malformed("\(count) elements announced, \(rest.count) bytes left")
        }
        var elements: [Element] = []
        elements.reserveCapacity(Int(count))
        try bytes(rest.count).withUnsafeBytes { octets in
            for start in stride(from: 0, to: octets.count, by: width) {
                let digest = UnsafeRawBufferPointer(
                    rebasing: octets[start..<start + Element.byteCount])
                // The 17th byte of a digest is zero.
                guard octets[start + width - 1] == 0, let element = Element(digest),
                    element.isInsertable
                else { continue }
                elements.append(element)
            }
        }
        discardedCount += Int(count) - elements.count
        return elements
    }

    mutating func entries() throws(ReconError) -> [ReconConfigurationEntry] {
        let count = try integer()
        // An entry has at least the lengths of its key and value.
        guard Int(count) * 8 <= rest.count else {
            throw malformed("\(count) entries announced, \(rest.count) bytes left")
        }
        var entries: [ReconConfigurationEntry] = []
        for _ in 0..<count {
            entries.append(ReconConfigurationEntry(key: try text(), value: try string()))
        }
        return entries
    }
}
