package import OpenPGP

extension TransferablePublicKey {
    /// Whether a user ID is this text, or its e-mail address is; letters of ASCII in either case.
    package func hasUserID(exactly text: String) -> Bool {
        let wanted = Array(text.utf8).lowercasedASCII
        return identities.contains { identity in
            guard identity.packet.tag == .userID else { return false }
            let userID = UserID(identity.packet)
            return userID.bytes.lowercasedASCII == wanted
                || userID.email.map { Array($0.utf8).lowercasedASCII == wanted } ?? false
        }
    }
}

extension [UInt8] {
    fileprivate var lowercasedASCII: [UInt8] {
        map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    }
}
