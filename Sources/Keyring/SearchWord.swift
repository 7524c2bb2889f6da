/// The words under which a key is found: maximal runs of ASCII letters and digits and of octets
/// from 0xC0 up, in lower case (SKS's rule; the octets of UTF-8 text from 0x80 to
/// 0xBF separate words there and so here, on both sides of the comparison).
package enum SearchWord {
    /// Longest indexed word, octets. Longer ones are cut, in the index and in searches alike, so
    /// that they are still found. Nothing that a person types is longer.
    package static let maximumLength = 64

    /// Words indexed for one key. Honest keys have a few hundred; a user ID of megabytes must not
    /// fill the index.
    package static let maximumCount = 4096

    /// Words of one search: each costs a look into the index.
    package static let maximumSearched = 32

    /// The words of `text` in order of appearance, duplicates included.
    package static func words(of text: [UInt8]) -> [[UInt8]] {
        var words: [[UInt8]] = []
        var word: [UInt8] = []
        for octet in text {
            if let letter = lowercased(octet) {
                if word.count < maximumLength { word.append(letter) }
            } else if !word.isEmpty {
                words.append(word)
                word.removeAll(keepingCapacity: true)
            }
        }
        if !word.isEmpty { words.append(word) }
        return words
    }

    /// The octet in lower case when it belongs to a word, else nil.
    private static func lowercased(_ octet: UInt8) -> UInt8? {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            0xC0...0xFF:
            octet
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): octet | 0x20
        default: nil
        }
    }
}
