extension [UInt8] {
    /// Two upper-case hexadecimal digits an octet.
    var hexadecimalText: String {
        let digits = Array<UInt8>("0123456789ABCDEF".utf8)
        return String(
            decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
