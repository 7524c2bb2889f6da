extension String {
    /// Everything but the unreserved characters of RFC 3986 §2.3 as `%XX`.
    package var percentEscaped: String {
        let digits = Array("0123456789ABCDEF".utf8)
        var escaped: [UInt8] = []
        for octet in utf8 {
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                escaped.append(octet)
            default:
                escaped += [UInt8(ascii: "%"), digits[Int(octet >> 4)], digits[Int(octet & 15)]]
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

    /// The octets that this text's hexadecimal digits stand for; nil when it is something else.
    package var hexadecimalOctets: [UInt8]? {
        let digits = Array(utf8)
        guard digits.count % 2 == 0 else { return nil }
        var octets: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index].hexadecimalDigit,
                let low = digits[index + 1].hexadecimalDigit
            else { return nil }
            octets.append(high << 4 | low)
        }
        return octets
    }
}

extension UInt8 {
    fileprivate var hexadecimalDigit: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension [UInt8] {
    /// Two lower-case digits an octet.
    package var hexadecimalText: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for octet in self {
            text.append(digits[Int(octet >> 4)])
            text.append(digits[Int(octet & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
