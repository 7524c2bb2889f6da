import OpenPGP

extension KeyQuery {
    /// Reads the `search` of a lookup, percent-decoded. What starts with `0x` is a key ID or
    /// fingerprint, anything else is words.
    package static func parse(search: [UInt8], exact: Bool) throws(KeyQueryError) -> KeyQuery {
        let text = search.trimmingBlanks()
        if text.count >= 2, text[0] == UInt8(ascii: "0"), text[1] | 0x20 == UInt8(ascii: "x") {
            return try parse(hexadecimal: Array(text.dropFirst(2)))
        }
        return try words(of: text, isExact: exact)
    }

    private static func words(
        of text: [UInt8], isExact: Bool
    ) throws(KeyQueryError) -> KeyQuery {
        let words = Array(Set(SearchWord.words(of: text)))
        guard !words.isEmpty else { throw .empty }
        guard words.count <= SearchWord.maximumSearched else { throw .tooManyWords(words.count) }
        return .words(
            words.sorted { $0.lexicographicallyPrecedes($1) },
            exactly: isExact ? String(decoding: text, as: UTF8.self) : nil)
    }

    /// The keys with exactly this user ID or e-mail address, letters of ASCII in either case (HKP
    /// draft: the identities of version 2; VKS: `by-email`).
    package static func identity(_ text: String) throws(KeyQueryError) -> KeyQuery {
        let text = Array(text.utf8).trimmingBlanks()
        return try words(of: text, isExact: true)
    }

    /// Reads the digest of `op=hget`: 32 hexadecimal digits.
    package static func parse(digest: [UInt8]) throws(KeyQueryError) -> KeyQuery {
        let digits = try hexadecimalDigits(of: digest.trimmingBlanks())
        guard let digest = KeyDigest(hex: digits) else { throw .hexadecimalLength(digits.count) }
        return .digest(digest)
    }

    private static func parse(hexadecimal: [UInt8]) throws(KeyQueryError) -> KeyQuery {
        let digits = try hexadecimalDigits(of: hexadecimal)
        switch digits.count {
        case 8:
            guard let short = UInt32(digits, radix: 16) else { throw .notHexadecimal }
            return .shortKeyID(short)
        case 16:
            guard let keyID = KeyID(hex: digits) else { throw .notHexadecimal }
            return .keyID(keyID)
        case 32, 40, 64:
            guard let fingerprint = Fingerprint(hex: digits) else { throw .notHexadecimal }
            return .fingerprint(fingerprint)
        default:
            throw .hexadecimalLength(digits.count)
        }
    }

    /// The text if it is hexadecimal digits only. Blanks between groups are taken out: people
    /// paste fingerprints as programs print them.
    private static func hexadecimalDigits(of text: [UInt8]) throws(KeyQueryError) -> String {
        let digits = text.filter { $0 != UInt8(ascii: " ") }
        guard !digits.isEmpty else { throw .empty }
        for octet in digits {
            switch octet {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
                UInt8(ascii: "A")...UInt8(ascii: "F"):
                continue
            default: throw .notHexadecimal
            }
        }
        return String(decoding: digits, as: UTF8.self)
    }
}

extension [UInt8] {
    /// Without blanks, tabs and line ends at either end.
    fileprivate func trimmingBlanks() -> [UInt8] {
        func isBlank(_ octet: UInt8) -> Bool {
            octet == 0x20 || octet == 0x09 || octet == 0x0A || octet == 0x0D
        }
        guard let first = firstIndex(where: { !isBlank($0) }),
            let last = lastIndex(where: { !isBlank($0) })
        else { return [] }
        return Array(self[first...last])
    }
}
