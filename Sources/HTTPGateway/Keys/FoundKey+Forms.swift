import Keyring
import OpenPGP

extension FoundKey {
    /// Whether it is a key of version 5 or 6: the only ones with fingerprints of 32 octets.
    var isNewerVersion: Bool { fingerprint.octetCount == 32 }

    /// What a client of before RFC 9580 can read of it: a key of version 5 or 6 is the client's own
    /// risk, in others nothing is of these versions.
    var legacyForm: [UInt8] { legacyPackets ?? packets }
}

extension [[UInt8]] {
    /// One after the other: a keyring, when these are keys.
    var joinedOctets: [UInt8] {
        if count == 1 { return self[0] }
        var octets: [UInt8] = []
        octets.reserveCapacity(reduce(0) { $0 + $1.count })
        for part in self { octets.append(contentsOf: part) }
        return octets
    }

    var octetCount: Int { reduce(0) { $0 + $1.count } }
}

extension Answer {
    /// Keys as they are (`application/pgp`, HKP draft §7.1).
    init(keys: [[UInt8]]) {
        self.init(contentType: "application/pgp", body: keys.joinedOctets)
    }

    /// Keys in one armored block.
    init(armoredKeys keys: [[UInt8]]) {
        self.init(
            contentType: "application/pgp-keys; charset=UTF-8",
            body: Armor.encode(keys.joinedOctets, kind: .publicKeyBlock, headers: []))
    }
}

extension FoundKey {
    /// What an index shows of it; nil for what cannot be read, which is damage that `claviger
    /// check` reports.
    var listing: KeyListing? {
        guard let key = try? TransferablePublicKey.decode(packets) else { return nil }
        return KeyListing(of: key, digest: digest)
    }
}
