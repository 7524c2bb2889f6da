/// A domain name: its labels, each with its length before it, and the root's empty one (RFC 1035
/// §3.1). Two names are equal when they differ in nothing but the case of ASCII letters (RFC
/// 4343); the octets stay as they came, since resolvers check that their own come back.
struct DomainName: Sendable {
    /// Octets of the longest name (RFC 1035 §2.3.4).
    static let maximumLength = 255
    /// Octets of the longest label (RFC 1035 §2.3.4).
    static let maximumLabelLength = 63

    /// As they stand in a message, uncompressed.
    let octets: [UInt8]

    static let root = DomainName(octets: [0])

    private init(octets: [UInt8]) { self.octets = octets }

    /// Nil when a label is empty or too long, or the name is.
    init?(labels: [[UInt8]]) {
        var octets: [UInt8] = []
        for label in labels {
            guard (1...Self.maximumLabelLength).contains(label.count) else { return nil }
            octets.append(UInt8(label.count))
            octets += label
        }
        guard octets.count < Self.maximumLength else { return nil }
        self.init(octets: octets + [0])
    }

    /// From the written form without escapes, `example.org`.
    init?(_ text: String) {
        self.init(
            labels: text.split(separator: ".", omittingEmptySubsequences: false)
                .map { Array($0.utf8) })
    }

    var labels: [[UInt8]] {
        starts.dropLast().map { start in
            Array(octets[(start + 1)...(start + Int(octets[start]))])
        }
    }

    /// Where each label begins in `octets`, the root's included.
    var starts: [Int] {
        var starts = [0]
        var index = 0
        while octets[index] != 0 {
            index += 1 + Int(octets[index])
            starts.append(index)
        }
        return starts
    }

    /// With letters of ASCII in lower case. Lengths are below `A`, so they stay.
    var lowercased: [UInt8] { octets.lowercasedASCII }

    /// The name without its first labels; `start` is one of `starts`.
    func suffix(from start: Int) -> DomainName { DomainName(octets: Array(octets[start...])) }

    /// Whether this is `other` or lies below it.
    func isWithin(_ other: DomainName) -> Bool {
        starts.contains { suffix(from: $0) == other }
    }
}

extension DomainName: Hashable {
    static func == (left: DomainName, right: DomainName) -> Bool {
        left.lowercased == right.lowercased
    }

    func hash(into hasher: inout Hasher) { hasher.combine(lowercased) }
}

extension [UInt8] {
    /// With letters of ASCII in lower case.
    var lowercasedASCII: [UInt8] {
        map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    }
}
