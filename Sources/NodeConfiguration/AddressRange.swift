/// Addresses and ranges of addresses in their written form: `127.0.0.1`, `10.0.0.0/8`,
/// `2001:db8::/32`.
enum AddressRange {
    /// Returns `text` when it is one. The error says what to write.
    static func check(_ text: String) throws(ValueError) -> String {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let octets = IPAddress.octets(String(parts[0])) else {
            throw ValueError(
                "\"\(text)\" is not an address or a range: write such as 127.0.0.1, 10.0.0.0/8 or "
                    + "2001:db8::/32")
        }
        guard octets.count == 4 || !octets.starts(with: IPAddress.mappedPrefix) else {
            throw ValueError(
                "\"\(text)\" is IPv4 written as IPv6: write it as in 10.0.0.0/8")
        }
        guard parts.count == 2 else { return text }
        let bits = octets.count * 8
        guard let length = prefixLength(parts[1]), length <= bits else {
            throw ValueError(
                "\"\(parts[1])\" is not a number of bits: write a number from 0 to \(bits)")
        }
        // 10.0.0.1/8 may mean one address or sixteen million.
        guard hostBitsAreZero(octets, from: length) else {
            throw ValueError(
                "\"\(text)\" has bits set behind the first \(length): write the first address of "
                    + "the range, or the address without /\(length)")
        }
        return text
    }

    private static func prefixLength(_ text: Substring) -> Int? {
        guard (1...3).contains(text.utf8.count), text.utf8.allSatisfy({ 48...57 ~= $0 }) else {
            return nil
        }
        return Int(text)
    }

    private static func hostBitsAreZero(_ octets: [UInt8], from length: Int) -> Bool {
        octets.enumerated().allSatisfy { index, octet in
            let kept = min(max(length - index * 8, 0), 8)
            return kept == 8 || octet << UInt8(kept) == 0
        }
    }
}
