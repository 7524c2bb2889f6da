/// The fields of `application/x-www-form-urlencoded` (URL Standard §5.1), of a query or a body.
/// Values are octets: a search need not be UTF-8.
struct FormFields {
    private var fields: [(name: [UInt8], value: [UInt8])] = []

    /// Reads everything: what is no valid escape stands for itself, as the standard says.
    init(_ text: some Collection<UInt8>) {
        for field in text.split(separator: UInt8(ascii: "&")) {
            let parts = field.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? Self.decoded(parts[1]) : []
            fields.append((Self.decoded(parts[0]), value))
        }
    }

    /// The value of the first field of this name.
    subscript(_ name: StaticString) -> [UInt8]? {
        name.withUTF8Buffer { name in
            fields.first { $0.name.elementsEqual(name) }?.value
        }
    }

    /// Whether the field says `on` or something that means it.
    func isOn(_ name: StaticString) -> Bool {
        guard let value = self[name] else { return false }
        return ["on", "1", "true", "yes"].contains(String(decoding: value, as: UTF8.self))
    }

    /// The members of a field whose value is a list with commas, such as `options=mr,nm`.
    func list(_ name: StaticString) -> Set<String> {
        guard let value = self[name] else { return [] }
        return Set(
            value.split(separator: UInt8(ascii: ",")).map { String(decoding: $0, as: UTF8.self) })
    }

    private static func decoded(_ text: some Collection<UInt8>) -> [UInt8] {
        let text = Array(text)
        var decoded: [UInt8] = []
        decoded.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            let octet = text[index]
            if octet == UInt8(ascii: "%"), index + 2 < text.count,
                let high = hexadecimalValue(text[index + 1]),
                let low = hexadecimalValue(text[index + 2])
            {
                decoded.append(high << 4 | low)
                index += 3
            } else {
                decoded.append(octet == UInt8(ascii: "+") ? 0x20 : octet)
                index += 1
            }
        }
        return decoded
    }

    static func hexadecimalValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
