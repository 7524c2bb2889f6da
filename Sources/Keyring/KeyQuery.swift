package import OpenPGP

/// What a client looks for, parsed from the `search` of a request (HKP draft §3.1; as in SKS, all
/// words must match).
package enum KeyQuery: Sendable, Hashable {
    /// The low 32 bits of a key ID: never identifies a key, and anyone can make keys with a wanted
    /// one, so it is answered with a list of fingerprints at most.
    case shortKeyID(UInt32)
    case keyID(KeyID)
    case fingerprint(Fingerprint)
    /// A digest in any enabled profile (`op=hget`).
    case digest(KeyDigest)
    /// All of these words, as ``SearchWord`` makes them; with `exactly`, only keys with a user ID
    /// that is this text or whose e-mail address is this text, ASCII case ignored.
    case words([[UInt8]], exactly: String?)
}

/// Why a search cannot be answered.
package enum KeyQueryError: Error, Equatable, CustomStringConvertible {
    /// Nothing to search for.
    case empty
    /// Hexadecimal digits of a length that is no key ID, fingerprint or digest.
    case hexadecimalLength(Int)
    /// After `0x` or for a digest: something else than hexadecimal digits.
    case notHexadecimal
    /// More words than are looked for at once.
    case tooManyWords(Int)

    package var description: String {
        switch self {
        case .empty: "search: nothing to search for: give a fingerprint, a key ID or words"
        case .hexadecimalLength(let count):
            "search: \(count) hexadecimal digits: a fingerprint has 64, 40 or 32, "
                + "a key ID 16, a short one 8"
        case .notHexadecimal: "search: only hexadecimal digits may follow 0x"
        case .tooManyWords(let count):
            "search: \(count) words: at most \(SearchWord.maximumSearched) are looked for at once"
        }
    }
}
