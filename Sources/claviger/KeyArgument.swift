import ArgumentParser
import Keyring

/// What `claviger get` is to find: a fingerprint or key ID in hexadecimal digits, with or without
/// `0x` and blanks, or a user ID or e-mail address.
struct KeyArgument: ExpressibleByArgument {
    /// As it was written.
    let text: String
    let query: KeyQuery

    init?(argument: String) {
        text = argument
        let digits = argument.filter { $0 != " " }
        let bare = digits.lowercased().hasPrefix("0x") ? digits.dropFirst(2) : digits[...]
        let isHexadecimal = !bare.isEmpty && bare.allSatisfy(\.isHexDigit)
        if isHexadecimal, bare.count >= Self.shortestDigits || bare.count != digits.count {
            // A short key ID identifies nothing: anyone can make a key that has it.
            guard bare.count > Self.shortestDigits,
                let query = try? KeyQuery.parse(search: Array("0x\(bare)".utf8), exact: false)
            else { return nil }
            self.query = query
        } else {
            guard let query = try? KeyQuery.identity(argument) else { return nil }
            self.query = query
        }
    }

    /// Digits of a short key ID.
    private static let shortestDigits = 8
}
