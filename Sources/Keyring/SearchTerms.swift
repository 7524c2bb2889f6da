package import OpenPGP

/// Everything by which a key in stored form is found, apart from its digests.
package struct SearchTerms: Sendable, Equatable {
    /// Key IDs of the primary key and of the subkeys that can be parsed, ascending.
    package let keyIDs: [KeyID]
    /// The words of its user IDs, ascending, at most ``SearchWord/maximumCount``.
    package let words: [[UInt8]]

    package init(of key: TransferablePublicKey) {
        var keyIDs: Set<KeyID> = [key.keyID]
        for subkey in key.subkeys {
            if let parsed = try? PublicKey(subkey.packet) { keyIDs.insert(parsed.keyID) }
        }
        self.keyIDs = keyIDs.sorted()

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
