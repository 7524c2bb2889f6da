/// Names of nodes and peers: they stand in commands, logs and file names.
package enum NodeName {
    /// As long as a DNS label (RFC 1035 §2.3.4): host names are the usual choice.
    private static let maximumLength = 63

    /// Returns `text` when it is a name. The error says what is wrong and what to write.
    package static func parse(_ text: String) throws(ValueError) -> String {
        let letters = text.utf8.allSatisfy { byte in
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
                || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
                || byte == UInt8(ascii: ".")
        }
        guard !text.isEmpty, text.utf8.count <= maximumLength, letters, text.first != "-",
            text.first != "."
        else {
            throw ValueError(
                "\"\(text)\" is not a name: write at most \(maximumLength) letters, digits and "
                    + "-_. and start with a letter or digit")
        }
        return text
    }
}
