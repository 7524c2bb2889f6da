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

    /// - Throws: `RequestError` that says what is missing or wrong.
    func keyQuery() throws -> KeyQuery {
        if let text = self["fingerprint"] {
            guard let fingerprint = Fingerprint(hex: text) else {
                throw RequestError.badRequest("fingerprint: 64, 40 or 32 hexadecimal digits")
            }
            return .fingerprint(fingerprint)
        }
        if let text = self["keyid"] {
            guard let id = KeyID(hex: text) else {
                throw RequestError.badRequest("keyid: 16 hexadecimal digits")
            }
            return .keyID(id)
        }
        if let text = self["short"] {
            guard text.utf8.count == 8, let octets = text.hexadecimalOctets else {
                throw RequestError.badRequest("short: 8 hexadecimal digits")
            }
            return .shortKeyID(octets.reduce(0) { $0 << 8 | UInt32($1) })
        }
        if let text = self["digest"] {
            guard let digest = KeyDigest(hex: text) else {
                throw RequestError.badRequest("digest: 32 hexadecimal digits")
            }
            return .digest(digest)
        }
        return try wordQuery()
    }

    private func wordQuery() throws -> KeyQuery {
        if let text = self["search"] {
            do throws(KeyQueryError) {
                return try KeyQuery.parse(search: Array(text.utf8), exact: self["exact"] == "on")
            } catch {
                throw RequestError.badRequest("\(error)")
            }
        }
        let words = try all("word").map { text in
            guard let word = text.hexadecimalOctets, !word.isEmpty else {
                throw RequestError.badRequest("word: the octets of a word in hexadecimal digits")
            }
            return word
        }
        guard !words.isEmpty else {
            throw RequestError.badRequest(
                "one of fingerprint, keyid, short, digest, word or search is needed")
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

    /// Nil when nothing is said.
    func origin() throws -> Submission.Origin? {
        switch (self["origin"], self["name"]) {
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
