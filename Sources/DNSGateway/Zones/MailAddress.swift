import OpenPGP

/// The two parts of the mail address in a user ID.
struct MailAddress: Sendable {
    let localPart: String
    /// With letters of ASCII in lower case.
    let domain: [UInt8]

    /// Nil when there is no address in it.
    init?(userID: [UInt8]) {
        guard let text = UserID(body: userID).email, let at = text.lastIndex(of: "@") else {
            return nil
        }
        localPart = String(text[..<at])
        domain = Array(text[text.index(after: at)...].utf8).lowercasedASCII
    }
}
