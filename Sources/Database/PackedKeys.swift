/// The keys of a row of table `word_keys`, ascending: of each, by how much it is greater than the one
/// before it, the first than the row's `after`. In octets of seven bits each, the least first, all
/// but the last of a number with the highest bit set.
struct PackedKeys {
    /// Most octets of a row, so that some of them fit a page: of a word that a tenth of all keys has,
    /// that is as many keys.
    static let maximumOctets = 512

    private var octets: [UInt8] = []
    private var next = 0
    /// The key that was read last; before the first that after which the row begins.
    private(set) var key: Int64

    /// A row that has nothing.
    init() { key = 0 }

    init(_ octets: [UInt8], after: Int64) {
        self.octets = octets
        key = after
    }

    /// Octets that were not read yet.
    var rest: Int { octets.count - next }

    /// Puts those of another row in place of these, keeping the memory.
    mutating func read(_ row: borrowing ResultRow, column: Int32, after: Int64) {
        octets.removeAll(keepingCapacity: true)
        row.withBlob(column) { octets.append(contentsOf: $0) }
        (next, key) = (0, after)
    }

    /// Reads the keys up to the first from `target` on; false when there is none.
    ///
    /// - Throws: ``NodeDatabaseError/unsound(_:)``.
    mutating func advance(to target: Int64) throws(NodeDatabaseError) -> Bool {
        while next < octets.count {
            var difference: Int64 = 0
            var shift: Int64 = 0
            while true {
                guard next < octets.count, shift < Int64.bitWidth else { throw Self.damaged }
                let octet = octets[next]
                next += 1
                difference |= Int64(octet & 0x7F) << shift
                if octet < 0x80 { break }
                shift += 7
            }
            let (sum, overflows) = key.addingReportingOverflow(difference)
            guard difference > 0, !overflows else { throw Self.damaged }
            key = sum
            if key >= target { return true }
        }
        return false
    }

    /// Reads all keys from here on.
    mutating func all() throws(NodeDatabaseError) -> [Int64] {
        var keys: [Int64] = []
        while try advance(to: .min) { keys.append(key) }
        return keys
    }

    private static let damaged = NodeDatabaseError.unsound(
        "table word_keys: a row's keys are not what was written")

    // MARK: Packing

    /// A row as it is to be written.
    struct Row: Equatable {
        let after: Int64
        var octets: [UInt8]
    }

    /// Rows of about equal length for ascending keys, none longer than the most.
    ///
    /// - Parameter filling: whether each but the last has as many as fit instead: nobody is expected
    ///   to come between them.
    static func rows(of keys: [Int64], after: Int64, filling: Bool) -> [Row] {
        let whole = rows(of: keys, after: after, octets: maximumOctets)
        guard whole.count > 1, !filling else { return whole }
        let octets = whole.reduce(0) { $0 + $1.octets.count }
        return rows(of: keys, after: after, octets: octets / whole.count + longest)
    }

    /// Octets of the greatest number.
    private static let longest = 9

    private static func rows(of keys: [Int64], after: Int64, octets limit: Int) -> [Row] {
        var rows: [Row] = []
        var row = Row(after: after, octets: [])
        var last = after
        for key in keys {
            if !row.append(key, behind: last, octets: min(limit, maximumOctets)) {
                rows.append(row)
                row = Row(after: last, octets: [])
                _ = row.append(key, behind: last, octets: longest)
            }
            last = key
        }
        if !row.octets.isEmpty { rows.append(row) }
        return rows
    }

    /// The rows that are other, or new, when greater keys come behind those of a row, which have all
    /// been read.
    ///
    /// - Parameter after: that of the row.
    func rows(behind keys: [Int64], after: Int64) -> [Row] {
        var row = Row(after: after, octets: octets)
        var last = key
        for (index, key) in keys.enumerated() {
            guard row.append(key, behind: last, octets: Self.maximumOctets) else {
                let rest = Self.rows(of: Array(keys[index...]), after: last, filling: true)
                return index == 0 ? rest : [row] + rest
            }
            last = key
        }
        return [row]
    }
}

extension PackedKeys.Row {
    /// False when there is no room for it.
    ///
    /// - Parameter last: the key before it.
    fileprivate mutating func append(_ key: Int64, behind last: Int64, octets limit: Int) -> Bool {
        var rest = UInt64(key - last)
        let length = max(1, (UInt64.bitWidth - rest.leadingZeroBitCount + 6) / 7)
        guard octets.count + length <= limit else { return false }
        while rest >= 0x80 {
            octets.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        octets.append(UInt8(rest))
        return true
    }
}
