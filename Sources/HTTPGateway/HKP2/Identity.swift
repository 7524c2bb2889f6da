import Keyring
import OpenPGP

extension KeyFinder {
    /// As ``withKeys(matching:_:)``, the keys with a user ID that ``UserID/isIdentified(as:)``.
    func withKeys(
        withIdentity identity: String, _ work: ([FoundKey]) async throws -> Answer
    ) async throws -> Answer {
        let query: KeyQuery
        do throws(KeyQueryError) {
            query = try .identity(identity)
        } catch {
            throw Refusal.search(error)
        }
        return try await withKeys(matching: query) { found in
            let octets = found.reduce(0) { $0 + $1.packets.count }
            let meant = try await HeavyWork.run(octets: octets) {
                found.filter { $0.isIdentified(as: identity) }
            }
            guard !meant.isEmpty else { throw Refusal.nothingFound }
            return try await work(meant)
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
