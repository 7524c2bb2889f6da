import Keyring
import OpenPGP

/// What the read side of the Verifying Keyserver Interface (that of keys.openpgp.org) gives out.
///
/// Its promise is that user IDs are given out only when who reads the mail of their addresses has
/// agreed. This server cannot ask them yet, so no address counts as confirmed: keys are given
/// without user IDs, and none is found by address.
enum VKSAnswer {
    /// The interface gives one key; which of several with one key ID is meant, only who asks knows.
    static func give(_ found: [FoundKey]) throws -> Answer {
        guard let key = found.first else { throw Refusal.nothingFound }
        guard found.count == 1 else { throw Refusal.ambiguousKeyID }
        guard let whole = try? TransferablePublicKey.decode(key.legacyForm) else {
            // Damage, which `claviger check` reports.
            throw Refusal.nothingFound
        }
        var answer = Answer(armoredKeys: [whole.withoutIdentities.encoded()])
        answer.tag()
        return answer
    }
}
