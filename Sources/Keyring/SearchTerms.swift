package import OpenPGP

/// Everything by which a key is found, apart from its digests: made from what is served of it, so
/// that nobody is found under an address or a subkey that is not his.
package struct SearchTerms: Sendable, Equatable {
    /// Key IDs of the primary key and of the subkeys, ascending.
    package let keyIDs: [KeyID]
    /// The words of its user IDs, ascending, at most ``SearchWord/maximumCount``.
    package let words: [[UInt8]]

    package init(keyIDs: [KeyID], words: [[UInt8]]) {
        self.keyIDs = keyIDs
        self.words = words
    }

    /// Of a key that is not served at all.
    package static let none = SearchTerms(keyIDs: [], words: [])

    /// Of a key as it is served.
    package init(of key: TransferablePublicKey) {
        let subkeyIDs = key.subkeys.compactMap { (try? PublicKey($0.packet))?.keyID }
        keyIDs = subkeyIDs.isEmpty ? [key.keyID] : Set(subkeyIDs + [key.keyID]).sorted()

        var words: Set<[UInt8]> = []
        collecting: for identity in key.identities where identity.packet.tag == .userID {
            for word in SearchWord.words(of: identity.packet.body) {
                guard words.count < SearchWord.maximumCount else { break collecting }
                words.insert(word)
            }
        }
        self.words = words.sorted { $0.lexicographicallyPrecedes($1) }
    }
}
