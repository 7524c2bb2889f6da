import HTTPTypes
import Keyring

/// What lookups of every interface refuse.
extension Refusal {
    static let unknownOperation = Refusal(
        .badRequest, "hkp.operation",
        "op: unknown operation: get, index, vindex, hget and stats are known.")

    static let missingSearch = Refusal(
        .badRequest, "hkp.search", "search: missing: it says what to look for.")

    static func search(_ error: KeyQueryError) -> Refusal {
        Refusal(.badRequest, "hkp.search", "\(error)")
    }

    static let limit = Refusal(
        .badRequest, "hkp.limit", "limit: a number of keys, 1 or more, is expected.")

    static let shortKeyID = Refusal(
        .badRequest, "hkp.short",
        "search: 8 digits do not identify a key, anyone can make another with the same: give the "
            + "fingerprint or the 16 digits of the key ID.")

    static let nothingFound = Refusal(.notFound, nil, "No keys found")

    static let onlyNewerVersions = Refusal(
        .notFound, nil,
        "Only keys of version 5 or 6 match, which clients of this interface cannot read: ask for "
            + "one by its fingerprint.")

    /// 413 is the one status for this that dirmngr can tell its user ("too large"): 500 would say
    /// that we failed, and 503 makes it ask five times more.
    static func tooMany(limit: Int) -> Refusal {
        Refusal(
            .contentTooLarge, "hkp.many",
            "More than \(limit) keys match: search for something more specific.")
    }

    static func tooMuch(limit: Int) -> Refusal {
        Refusal(
            .contentTooLarge, "hkp.many",
            "The keys that match have more than \(limit) octets together: search for something "
                + "more specific.")
    }

    static func hashquery(_ error: HashqueryError) -> Refusal {
        Refusal(.badRequest, "hkp.hashquery", "hashquery: \(error)")
    }
}

/// What only the paths of HKP v2 and VKS can get wrong.
extension Refusal {
    /// HKP draft §5.1.7.
    static let missingIdentifier = Refusal(
        .forbidden, "hkp.identifier",
        "What to look for is missing: it follows this path after a slash.")

    /// HKP draft §5.1.7.
    static let unsupportedCategory = Refusal(
        .notImplemented, "hkp.category",
        "This server does not offer that: certs, certs/by-vfingerprint, certs/by-keyid, "
            + "certs/by-identity and index are what there is.")

    static let versionedFingerprint = Refusal(
        .badRequest, "hkp.identifier",
        "A version of two digits and the fingerprint of such a key are expected, in hexadecimal "
            + "digits without 0x, such as 04/ and 40 digits.")

    static let fingerprint = Refusal(
        .badRequest, "hkp.identifier",
        "A fingerprint is expected: 40 or 64 hexadecimal digits without 0x.")

    static let keyID = Refusal(
        .badRequest, "hkp.identifier",
        "A key ID is expected: 16 hexadecimal digits without 0x.")

    static let identity = Refusal(
        .badRequest, "hkp.identifier",
        "An identity is expected: a mail address or the whole of a user ID, in UTF-8, "
            + "percent-encoded where a path needs it.")

    static let ambiguousKeyID = Refusal(
        .notFound, nil,
        "Several keys have this key ID, which anyone can arrange: ask by fingerprint.")

    static let address = Refusal(
        .badRequest, "hkp.identifier",
        "A mail address is expected, percent-encoded where a path needs it.")

    static let noConfirmedAddress = Refusal(
        .notFound, nil,
        "No key is found here by its mail address: confirmation of addresses by mail is not "
            + "offered by this server, and none is published without. Ask by fingerprint.")
}
