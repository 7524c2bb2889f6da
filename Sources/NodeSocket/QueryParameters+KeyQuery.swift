import Hexadecimal
import Keyring
import NodeRequests
import OpenPGP

/// A query of keys as parameters: one of `fingerprint`, `keyid`, `short`, `digest` with hexadecimal
/// digits; or `word`, each a word's octets in hexadecimal, with `exactly` for the text that a user
/// ID must be; or `search` with `exact=on`, as HKP's.
extension QueryParameters {
    init(_ query: KeyQuery) {
        self.init()
        switch query {
        case .shortKeyID(let id):
            append(
                "short",
                String(repeating: "0", count: 8 - String(id, radix: 16).count)
                    + String(id, radix: 16))
        case .keyID(let id): append("keyid", id.hex)
        case .fingerprint(let fingerprint): append("fingerprint", fingerprint.hex)
        case .digest(let digest): append("digest", digest.hex)
        case .words(let words, let exactly):
            for word in words { append("word", word.hexadecimalText) }
            if let exactly { append("exactly", exactly) }
        }
    }

    /// One of these says what is looked for.
    private static let subjects = ["fingerprint", "keyid", "short", "digest", "word", "search"]

    /// - Throws: `RequestError` that says what is missing or wrong.
    func keyQuery() throws -> KeyQuery {
        let given = Self.subjects.filter { self[$0] != nil }
        guard given.count == 1, let subject = given.first, let text = self[subject] else {
            throw RequestError.badRequest(
                "one of fingerprint, keyid, short, digest, word or search is needed, and no more")
        }
        guard self["exactly"] == nil || subject == "word" else {
            throw RequestError.badRequest("exactly goes with word alone")
        }
        guard self["exact"] == nil || (subject == "search" && self["exact"] == "on") else {
            throw RequestError.badRequest("exact: on, with search alone")
        }
        switch subject {
        case "word": return try wordQuery()
        case "search":
            do throws(KeyQueryError) {
                return try KeyQuery.parse(search: Array(text.utf8), exact: self["exact"] == "on")
            } catch {
                throw RequestError.badRequest("\(error)")
            }
        default: return try identityQuery(subject, text)
        }
    }

    private func identityQuery(_ subject: String, _ text: String) throws -> KeyQuery {
        switch subject {
        case "fingerprint":
            guard let fingerprint = Fingerprint(hex: text) else {
                throw RequestError.badRequest("fingerprint: 64, 40 or 32 hexadecimal digits")
            }
            return .fingerprint(fingerprint)
        case "keyid":
            guard let id = KeyID(hex: text) else {
                throw RequestError.badRequest("keyid: 16 hexadecimal digits")
            }
            return .keyID(id)
        case "short":
            guard text.utf8.count == 8, let octets = text.hexadecimalOctets else {
                throw RequestError.badRequest("short: 8 hexadecimal digits")
            }
            return .shortKeyID(octets.reduce(0) { $0 << 8 | UInt32($1) })
        default:
            guard let digest = KeyDigest(hex: text) else {
                throw RequestError.badRequest("digest: 32 hexadecimal digits")
            }
            return .digest(digest)
        }
    }

    private func wordQuery() throws -> KeyQuery {
        let texts = all("word")
        guard texts.count <= SearchWord.maximumSearched else {
            throw RequestError.badRequest(
                "word: at most \(SearchWord.maximumSearched) are looked for at once")
        }
        let words = try texts.map { text in
            guard let word = text.hexadecimalOctets,
                (1...SearchWord.maximumLength).contains(word.count)
            else {
                throw RequestError.badRequest(
                    "word: 1 to \(SearchWord.maximumLength) octets in hexadecimal digits")
            }
            return word
        }
        return .words(words, exactly: self["exactly"])
    }
}

/// Who submits, where the caller says: `origin=load`, `origin=client&name=ADDRESS`,
/// `origin=peer&name=NAME`.
extension QueryParameters {
    init(_ origin: Submission.Origin) {
        self.init()
        switch origin {
        case .load: append("origin", "load")
        case .client(let address):
            append("origin", "client")
            append("name", address)
        case .peer(let name):
            append("origin", "peer")
            append("name", name)
        }
    }

    /// Characters of the longest name of a client or peer: longer than any host's.
    private static let longestName = 255

    /// Nil when nothing is said.
    func origin() throws -> Submission.Origin? {
        let name = self["name"]
        guard (1...Self.longestName).contains(name?.unicodeScalars.count ?? 1) else {
            throw RequestError.badRequest("name: 1 to \(Self.longestName) characters")
        }
        switch (self["origin"], name) {
        case (nil, nil): return nil
        case ("load", nil): return .load
        case ("client", let address?): return .client(address)
        case ("peer", let name?): return .peer(name)
        default:
            throw RequestError.badRequest(
                "origin: load, or client or peer with name=ADDRESS or name=NAME")
        }
    }
}
