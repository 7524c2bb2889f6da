import OpenPGP

/// Which user IDs and subkeys can count at all. Each rule concerns one packet alone, so that the
/// outcome never depends on what else has been seen. The caps of keys and signatures are those of
/// ``VerificationLimits``, which the verifier applies.
enum ComponentCaps {
    /// Longest user ID in octets, GnuPG's own limit; the longest in the Debian keyring has 142.
    static let userIDLength = 2048

    /// User IDs of one key: ten times the most that the Debian keyring has in one.
    static let userIDs = 256

    /// Subkeys of one key: four times the most that the Debian keyring has in one.
    static let subkeys = 256

    /// Whether a user ID can count: short enough, and without NUL, at which clients written in C
    /// cut it and show another name than the one that was certified.
    static func admits(userID packet: Packet) -> Bool {
        packet.tag == .userID && packet.body.count <= userIDLength && !packet.body.contains(0)
    }

    /// The subkey of a packet that is one. Its other caps are the verifier's: no signature on a
    /// subkey that breaks them verifies.
    static func admitted(subkey packet: Packet) -> PublicKey? {
        packet.tag == .publicSubkey ? try? PublicKey(packet) : nil
    }
}
