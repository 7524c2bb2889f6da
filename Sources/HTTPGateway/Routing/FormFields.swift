/// The fields of `application/x-www-form-urlencoded` (URL Standard §5.1), of a query or a body.
/// Values are octets: a search need not be UTF-8. What is no valid escape stands for itself, as the
/// standard says.
struct FormFields {
    private let text: [UInt8]
    /// Where names and values stand in the text.
    private var fields: [(name: Range<Int>, value: Range<Int>)] = []

    /// Finds the fields. They are decoded when they are asked for.
    init(_ text: [UInt8]) {
        self.text = text
        // A lookup has some three.
        fields.reserveCapacity(4)
        var start = 0
        while start < text.count {
            let end = text[start...].firstIndex(of: UInt8(ascii: "&")) ?? text.count
            if start < end {
                let nameEnd = text[start..<end].firstIndex(of: UInt8(ascii: "=")) ?? end
                fields.append((start..<nameEnd, min(nameEnd + 1, end)..<end))
            }
            start = end + 1
        }
    }

    /// The value of the first field of this name.
    subscript(_ name: StaticString) -> [UInt8]? {
        fields.first { isNamed(name, $0.name) }.map { Self.decoded(text[$0.value]) }
    }

    private func isNamed(_ name: StaticString, _ range: Range<Int>) -> Bool {
        name.withUTF8Buffer { name in
            let written = text[range]
            if written.elementsEqual(name) { return true }
            return written.contains(UInt8(ascii: "%")) && Self.decoded(written).elementsEqual(name)
        }
    }

    /// Whether the field says `on` or something that means it.
    func isOn(_ name: StaticString) -> Bool {
        guard let value = self[name] else { return false }
        return ["on", "1", "true", "yes"].contains(String(decoding: value, as: UTF8.self))
    }

    /// Whether a field has this member, if its value is a list with commas, such as
    /// `options=mr,nm`.
    func lists(_ member: StaticString, in name: StaticString) -> Bool {
        guard let value = self[name] else { return false }
        return member.withUTF8Buffer { member in
            value.split(separator: UInt8(ascii: ",")).contains { $0.elementsEqual(member) }
        }
    }

    private static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
        let isPlain = !text.contains { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }
        if isPlain { return Array(text) }
        return [UInt8](unsafeUninitializedCapacity: text.count) { decoded, count in
            text.withUnsafeBufferPointer { count = decode($0, into: decoded) }
        }
    }

    /// How many octets it is then: no more than before.
    private static func decode(
        _ text: UnsafeBufferPointer<UInt8>, into decoded: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        var (index, count) = (0, 0)
        while index < text.count {
            let octet = text[index]
            if octet == UInt8(ascii: "%"), index + 2 < text.count,
                let high = hexadecimalValue(text[index + 1]),
                let low = hexadecimalValue(text[index + 2])
            {
                decoded[count] = high << 4 | low
                index += 3
            } else {
                decoded[count] = octet == UInt8(ascii: "+") ? 0x20 : octet
                index += 1
            }
            count += 1
        }
        return count
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
