import Hexadecimal

extension String {
    /// Everything but the unreserved characters of RFC 3986 §2.3 as `%XX`.
    package var percentEscaped: String {
        var escaped: [UInt8] = []
        for octet in utf8 {
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                escaped.append(octet)
            default:
                escaped += "%\(CollectionOfOne(octet).uppercaseHexadecimalText)".utf8
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    /// Nil when an escape is malformed or the result is not UTF-8.
    package var removingPercentEscapes: String? { String(escaped: Array(utf8)[...]) }

    /// The text that is escaped so. Nil when an escape is malformed or the result is not UTF-8.
    ///
    /// - Parameter blank: an octet that stands for a blank.
    init?(escaped octets: ArraySlice<UInt8>, blank: UInt8? = nil) {
        var plain: [UInt8] = []
        plain.reserveCapacity(octets.count)
        var rest = octets
        while let octet = rest.popFirst() {
            switch octet {
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst()?.hexadecimalDigit,
                    let low = rest.popFirst()?.hexadecimalDigit
                else { return nil }
                plain.append(high << 4 | low)
            case blank: plain.append(UInt8(ascii: " "))
            default: plain.append(octet)
            }
        }
        self.init(validating: plain, as: UTF8.self)
    }
}
