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
    package var removingPercentEscapes: String? {
        var octets: [UInt8] = []
        var rest = Array(utf8)[...]
        while let octet = rest.popFirst() {
            guard octet == UInt8(ascii: "%") else {
                octets.append(octet)
                continue
            }
            guard let high = rest.popFirst()?.hexadecimalDigit,
                let low = rest.popFirst()?.hexadecimalDigit
            else { return nil }
            octets.append(high << 4 | low)
        }
        return String(validating: octets, as: UTF8.self)
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
        map { (octet: UInt8) in
            let digits = String(octet, radix: 16)
            return octet < 16 ? "0" + digits : digits
        }.joined()
    }
}
