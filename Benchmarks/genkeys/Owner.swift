import Foundation

/// Who a key belongs to: a name and mail addresses of words as frequent as words are.
struct Owner {
    private let given: String
    private let family: String
    private let label: String
    private let domain: String

    /// Different words of each kind.
    private enum Vocabulary {
        static let given = 2_000
        static let family = 50_000
        static let domains = 5_000
    }

    init(seed: Int, number: Int) {
        let octets = noise("\(seed)|\(number)|owner")
        given = Self.word(Self.rank(octets[0..<8], of: Vocabulary.given))
        family = Self.word(Self.rank(octets[8..<16], of: Vocabulary.family))
        domain = Self.domain(Self.rank(octets[16..<24], of: Vocabulary.domains))
        label = "\(number).s\(seed)"
    }

    /// `Talo Bereni <talo.bereni.7.s1@mira.example.org>`: the address is of this key alone.
    func userID(_ index: Int) -> String {
        let distinction = index == 0 ? "" : ".\(index)"
        return "\(given.capitalized) \(family.capitalized) "
            + "<\(given).\(family).\(label)\(distinction)@\(domain)>"
    }

    /// A rank below `count` by Zipf's law: the word of rank r has a share of about 1 / (r + 1).
    private static func rank(_ octets: some Sequence<UInt8>, of count: Int) -> Int {
        let bits = octets.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let fraction = Double(bits >> 11) / Double(UInt64(1) << 53)
        return min(Int(pow(Double(count + 1), fraction)) - 1, count - 1)
    }

    /// The word of a rank: two syllables at least, all words distinct.
    private static func word(_ rank: Int) -> String {
        let syllables = [
            "ka", "ber", "ta", "mi", "lo", "ren", "sa", "vi", "no", "dal", "ru", "pe", "han", "go",
            "li", "fer", "zu", "bo", "mar", "ti",
        ]
        var (word, rest) = ("", rank)
        repeat {
            word += syllables[rest % syllables.count]
            rest /= syllables.count
        } while rest > 0
        return rank < syllables.count ? word + "na" : word
    }

    private static func domain(_ rank: Int) -> String {
        let endings = ["example.org", "example.net", "example.com", "example"]
        return "\(word(rank)).\(endings[rank % endings.count])"
    }
}
