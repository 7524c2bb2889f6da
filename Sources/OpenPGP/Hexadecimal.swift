private let lowerDigits: [UInt8] = Array("0123456789abcdef".utf8)
private let upperDigits: [UInt8] = Array("0123456789ABCDEF".utf8)

/// An octet as `0x0A`, for messages.
func hexadecimal(_ octet: UInt8) -> String {
    "0x" + hexadecimal(UInt64(octet), digits: 2, uppercase: true)
}

/// The `digits` low hexadecimal digits of `word`.
func hexadecimal(_ word: UInt64, digits: Int, uppercase: Bool) -> String {
    let alphabet = uppercase ? upperDigits : lowerDigits
    return String(unsafeUninitializedCapacity: digits) { buffer in
        for index in 0..<digits {
            let nibble = Int(truncatingIfNeeded: word >> UInt64(4 * (digits - 1 - index)) & 15)
            buffer[index] = alphabet[nibble]
        }
        return digits
    }
}

/// The value of a hexadecimal digit of either case.
package func hexadecimalValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
}

/// Reads exactly `digits` hexadecimal digits, of either case and a multiple of 8 or 16 in number,
/// into words, the last of which is filled from the left with zero bits below if it is not full.
func hexadecimalWords(_ text: String, digits: Int) -> [UInt64]? {
    guard text.utf8.count == digits else { return nil }
    var words = [UInt64](repeating: 0, count: (digits + 15) / 16)
    var index = 0
    for digit in text.utf8 {
        guard let value = hexadecimalValue(digit) else { return nil }
        words[index / 16] |= UInt64(value) << UInt64(60 - 4 * (index % 16))
        index += 1
    }
    return words
}
