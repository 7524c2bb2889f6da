import Keyring
import OpenPGP

extension KeyQuestion {
    /// For the keys with a user ID that ``UserID/isIdentified(as:)``.
    init(
        identity: String, answer: @escaping @Sendable ([FoundKey]) throws -> Answer
    ) throws(Refusal) {
        do throws(KeyQueryError) {
            query = try .identity(identity)
        } catch {
            throw .search(error)
        }
        self.answer = { found in
            let meant = found.filter { $0.isIdentified(as: identity) }
            guard !meant.isEmpty else { throw Refusal.nothingFound }
            return try answer(meant)
        }
    }
}

extension FoundKey {
    fileprivate func isIdentified(as identity: String) -> Bool {
        let key = try? TransferablePublicKey.decode(packets)
        return key?.identities.contains {
            $0.packet.tag == .userID && UserID($0.packet).isIdentified(as: identity)
        } ?? false
    }
}

extension UserID {
    /// Whether this text is the whole of it, or the only mail address in it: of a user ID with two,
    /// neither is the one that it stands for (HKP draft §5.1.9). Letters of ASCII in either case.
    func isIdentified(as identity: String) -> Bool {
        let wanted = identity.lowercasedASCII
        if String(validating: bytes, as: UTF8.self)?.lowercasedASCII == wanted { return true }
        guard bytes.count(where: { $0 == UInt8(ascii: "@") }) == 1 else { return false }
        return email?.lowercasedASCII == wanted
    }
}

extension String {
    fileprivate var lowercasedASCII: [UInt8] {
        utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    }
}
