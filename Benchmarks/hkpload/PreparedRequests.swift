/// Whole HTTP requests, one after the other, each after its length in four octets.
struct PreparedRequests {
    let octets: [UInt8]
    private let ranges: [Range<Int>]

    /// Nil if a length does not fit the file.
    init?(_ file: [UInt8]) {
        var (ranges, at) = ([Range<Int>](), 0)
        while at < file.count {
            guard file.count - at >= 4 else { return nil }
            let length = file[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
            at += 4
            guard length > 0, length <= file.count - at else { return nil }
            ranges.append(at..<at + length)
            at += length
        }
        (octets, self.ranges) = (file, ranges)
    }

    var count: Int { ranges.count }

    /// Where in `octets` a request is.
    subscript(index: Int) -> Range<Int> { ranges[index] }
}
