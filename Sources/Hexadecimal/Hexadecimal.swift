extension Sequence<UInt8> {
    /// Two lower-case digits an octet.
    package var hexadecimalText: String { text(of: "0123456789abcdef") }

    /// Two upper-case digits an octet.
    package var uppercaseHexadecimalText: String { text(of: "0123456789ABCDEF") }

    private func text(of alphabet: StaticString) -> String {
        alphabet.withUTF8Buffer { digits in
            var text: [UInt8] = []
            text.reserveCapacity(2 * underestimatedCount)
            for octet in self {
                text.append(digits[Int(octet >> 4)])
                text.append(digits[Int(octet & 15)])
            }
            return String(decoding: text, as: UTF8.self)
        }
    }
}

extension String {
    /// The octets that this text's digits, of either case, stand for; nil when it is something else.
    package var hexadecimalOctets: [UInt8]? {
        let digits = Array(utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
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
    /// The value of the digit, of either case, that this is in ASCII; nil when it is none.
    package var hexadecimalDigit: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
