import OpenPGP

extension KeyQuery {
    /// Reads the `search` of a lookup, percent-decoded. What starts with `0x` is a key ID or
    /// fingerprint, anything else is words.
    package static func parse(search: [UInt8], exact: Bool) throws(KeyQueryError) -> KeyQuery {
        let text = search.trimmingBlanks()
        if text.count >= 2, text.first == UInt8(ascii: "0"),
            text[text.startIndex + 1] | 0x20 == UInt8(ascii: "x")
        {
            return try parse(hexadecimal: text.dropFirst(2))
        }
        return try words(of: Array(text), isExact: exact)
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
        let text = Array(text.utf8)
        return try words(of: Array(text.trimmingBlanks()), isExact: true)
    }

    /// Reads the digest of `op=hget`: 32 hexadecimal digits.
    package static func parse(digest: [UInt8]) throws(KeyQueryError) -> KeyQuery {
        let (octets, digits) = try octets(ofHexadecimal: digest.trimmingBlanks())
        guard digits == 2 * KeyDigest.octetCount, let digest = KeyDigest(bytes: octets) else {
            throw .hexadecimalLength(digits)
        }
        return .digest(digest)
    }

    private static func parse(
        hexadecimal text: ArraySlice<UInt8>
    ) throws(KeyQueryError) -> KeyQuery {
        let (octets, digits) = try octets(ofHexadecimal: text)
        switch digits {
        case 8: return .shortKeyID(octets.reduce(0) { $0 << 8 | UInt32($1) })
        case 16: return .keyID(KeyID(rawValue: octets.reduce(0) { $0 << 8 | UInt64($1) }))
        case 32, 40, 64:
            guard let fingerprint = Fingerprint(bytes: octets) else {
                throw .hexadecimalLength(digits)
            }
            return .fingerprint(fingerprint)
        default: throw .hexadecimalLength(digits)
        }
    }

    /// The octets of hexadecimal digits, and how many digits there are: of an odd number the last is
    /// left out. Blanks between digits are passed over: people paste fingerprints as programs print
    /// them.
    private static func octets(
        ofHexadecimal text: ArraySlice<UInt8>
    ) throws(KeyQueryError) -> (octets: [UInt8], digits: Int) {
        var octets: [UInt8] = []
        octets.reserveCapacity(text.count / 2)
        var (high, digits) = (UInt8(0), 0)
        for octet in text where octet != UInt8(ascii: " ") {
            guard let value = hexadecimalValue(octet) else { throw .notHexadecimal }
            if digits % 2 == 1 { octets.append(high << 4 | value) }
            high = value
            digits += 1
        }
        guard digits > 0 else { throw .empty }
        return (octets, digits)
    }
}

extension [UInt8] {
    /// Without blanks, tabs and line ends at either end.
    fileprivate func trimmingBlanks() -> ArraySlice<UInt8> {
        func isBlank(_ octet: UInt8) -> Bool {
            octet == 0x20 || octet == 0x09 || octet == 0x0A || octet == 0x0D
        }
        guard let first = firstIndex(where: { !isBlank($0) }),
            let last = lastIndex(where: { !isBlank($0) })
        else { return [] }
        return self[first...last]
    }
}
