import Keyring
import OpenPGP

/// The rows of one key.
extension KeyWriter {
    /// Puts new forms in place of what is there, and with them the terms and digests. Rows that stay
    /// as they are are not written.
    ///
    /// - Parameters:
    ///   - hasGrown: whether the stored form is another than that of the copy.
    ///   - oldTerms: those under which the key is indexed; nil: none.
    mutating func replace(
        _ copy: StoredCopy, by forms: KeyForms, hasGrown: Bool, oldTerms: SearchTerms?
    ) throws {
        if forms.served != copy.served {
            try statements.run(.updateServed) {
                $0.bind(forms.served)
                $0.bind(copy.id)
            }
        }
        for kind in FormKind.allCases {
            let octets = forms.octets(kind)
            if octets == forms.served {
                if copy.hasRow(kind) { try remove(kind, of: copy.id) }
            } else if !copy.keeps(octets, as: kind, hasGrown: hasGrown) {
                try put(octets, as: kind, of: copy.id)
            }
        }
        index(forms.terms, replacing: oldTerms, of: copy.id)
        setDigests(forms.digests, replacing: try storedDigests(of: copy.id), of: copy.id)
    }

    /// Longest form that is handed to SQLite by a copy of it.
    private static let longestCopied = 64 << 10

    func put(_ octets: [UInt8], as kind: FormKind, of id: Int64) throws {
        guard octets.count > Self.longestCopied else {
            return try statements.run(.putForm) {
                $0.bind(kind.row(of: id))
                $0.bind(octets)
            }
        }
        // One copy fewer of what may be tens of megabytes.
        try statements.statement(.putForm).run(kind.row(of: id), borrowing: octets)
    }

    func remove(_ kind: FormKind, of id: Int64) throws {
        try statements.run(.deleteForm) { $0.bind(kind.row(of: id)) }
    }

    // MARK: The index

    mutating func index(_ terms: SearchTerms, replacing old: SearchTerms?, of id: Int64) {
        guard let old else {
            for keyID in terms.keyIDs { keyIDRows.insert(KeyIDEntry(keyID: keyID, key: id)) }
            for word in terms.words { wordRows.insert(WordEntry(word: word, key: id)) }
            return
        }
        let (oldKeyIDs, newKeyIDs) = (Set(old.keyIDs), Set(terms.keyIDs))
        for keyID in newKeyIDs.subtracting(oldKeyIDs) {
            keyIDRows.insert(KeyIDEntry(keyID: keyID, key: id))
        }
        for keyID in oldKeyIDs.subtracting(newKeyIDs) {
            keyIDRows.delete(KeyIDEntry(keyID: keyID, key: id))
        }
        let (oldWords, newWords) = (Set(old.words), Set(terms.words))
        for word in newWords.subtracting(oldWords) {
            wordRows.insert(WordEntry(word: word, key: id))
        }
        for word in oldWords.subtracting(newWords) {
            wordRows.delete(WordEntry(word: word, key: id))
        }
    }

    mutating func writeIndex() throws {
        for (row, stands) in keyIDRows.take() {
            try statements.run(stands ? .insertKeyID : .deleteKeyID) {
                $0.bind(row.keyID.low)
                $0.bind(row.keyID.high)
                $0.bind(row.key)
            }
        }
        try writeWords()
    }
}

extension StoredCopy {
    /// Whether the form's row holds these octets already.
    fileprivate func keeps(_ octets: [UInt8], as kind: FormKind, hasGrown: Bool) -> Bool {
        switch kind {
        case .stored: !hasGrown && hasRow(.stored)
        case .verified: hasRow(.verified) && verifiedOctets == octets
        case .legacy: hasRow(.legacy) && legacyOctets == octets
        }
    }
}

extension KeyID {
    /// The halves as the index keeps them.
    var low: Int64 { Int64(rawValue & 0xFFFF_FFFF) }
    var high: Int64 { Int64(rawValue >> 32) }
}
