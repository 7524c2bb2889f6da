import Keyring
import OpenPGP
import SyntheticKeys

@testable import DNSGateway

/// Keys made for these tests.
enum Keys {
    /// A key with these user IDs, each certified by itself.
    static func named(
        _ number: Int, _ userIDs: String..., direct: [Packet] = [],
        subkeys: [TransferablePublicKey.Component] = []
    ) -> TransferablePublicKey {
        let synthetic = SyntheticKey(number)
        return synthetic.with(
            directSignatures: direct,
            identities: userIDs.map { synthetic.userID(Array($0.utf8)) }, subkeys: subkeys)
    }

    /// The same, revoked.
    static func revoked(_ number: Int, _ userID: String) -> TransferablePublicKey {
        named(number, userID, direct: [SyntheticKey(number).signature(type: 0x20, "gone")])
    }

    /// With a user ID whose certification says that the key expires after so many seconds.
    static func expiring(
        _ number: Int, _ userID: String, seconds: UInt32
    ) -> TransferablePublicKey {
        let synthetic = SyntheticKey(number)
        let octets = Array(userID.utf8)
        return synthetic.with(identities: [
            .init(
                packet: Packet(tag: .userID, body: octets),
                signatures: [
                    synthetic.signature(
                        type: .positiveCertification, on: .userID(octets),
                        subpackets: expiration(seconds))
                ])
        ])
    }

    /// The subpacket that says after how many seconds a key expires.
    static func expiration(_ seconds: UInt32) -> [UInt8] {
        [5, 9] + (0..<4).map { UInt8(truncatingIfNeeded: seconds >> (24 - 8 * $0)) }
    }

    /// When synthetic keys are some years old.
    static let now = 1_700_000_000
    static let zone: Zone = {
        guard let zone = Zone(domain: "example.org") else {
            preconditionFailure("example.org is a domain.")
        }
        return zone
    }()
}

extension TransferablePublicKey {
    var found: FoundKey {
        FoundKey(fingerprint: fingerprint, digest: nil, packets: encoded())
    }
}
