/// A user ID packet: any octets, by convention UTF-8 of the form `Name (comment) <address>` (RFC
/// 9580 §5.11).
package struct UserID: Hashable, Sendable {
    package let bytes: [UInt8]

    package init(body: [UInt8]) {
        bytes = body
    }

    package init(_ packet: Packet) {
        bytes = packet.body
    }

    /// For people to read: decoded as UTF-8, what is not UTF-8 as U+FFFD, without control
    /// characters.
    package var displayString: String { displayText(bytes) }

    /// The mail address, as written: what stands between the last `<` and the `>` after it, or the
    /// whole user ID where it is nothing but an address. Nil if that is no address.
    package var email: String? {
        guard let opening = bytes.lastIndex(of: UInt8(ascii: "<")) else {
            return UserID.address(bytes[...])
        }
        let rest = bytes[(opening + 1)...]
        guard let closing = rest.firstIndex(of: UInt8(ascii: ">")) else { return nil }
        return UserID.address(rest[..<closing])
    }

    /// The octets as an address: valid UTF-8, one `@` between two parts that are not empty, nothing
    /// that would end an address, no white space and no control characters.
    private static func address(_ bytes: ArraySlice<UInt8>) -> String? {
        guard
            let at = bytes.firstIndex(of: UInt8(ascii: "@")), at == bytes.lastIndex(of: bytes[at]),
            at > bytes.startIndex, at < bytes.endIndex - 1,
            let text = String(validating: bytes, as: UTF8.self)
        else { return nil }
        let isClean = text.unicodeScalars.allSatisfy { scalar in
            scalar.value > 0x20 && !(0x7F...0xA0).contains(scalar.value) && scalar != "<"
                && scalar != ">" && (scalar.isASCII || !scalar.properties.isWhitespace)
        }
        return isClean ? text : nil
    }
}
