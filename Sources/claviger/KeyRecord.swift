import Foundation
import HTTPGateway
import Keyring
import OpenPGP

/// What the commands show of one key: the values of `--json`. Times are Unix seconds, fingerprints
/// and key IDs upper-case hexadecimal digits.
struct KeyRecord: Encodable {
    struct UserID: Encodable {
        let text: String
        let email: String?
        let created: UInt32?
        let expires: UInt32?
        let revoked: Bool
    }

    struct Subkey: Encodable {
        let fingerprint: String
        let keyID: String
        let version: UInt8
        /// The number that RFC 9580 §9.1 gives it.
        let algorithm: UInt8
        let bits: Int?
        let created: UInt32
        let expires: UInt32?
        let revoked: Bool
    }

    let fingerprint: String
    let keyID: String
    let version: UInt8
    let algorithm: UInt8
    let bits: Int?
    let created: UInt32
    let expires: UInt32?
    let revoked: Bool
    /// The digest in the profile `sks`.
    let digest: String?
    let userIDs: [UserID]
    let subkeys: [Subkey]
    /// The key as it is served, binary; in JSON in base64. Only where it was asked for.
    let packets: Data?

    /// - Throws: when what the node gave is no key.
    init(_ found: FoundKey, withPackets: Bool) throws {
        let listing = try KeyListing(packets: found.packets, digest: found.digest)
        fingerprint = listing.fingerprint.hex
        keyID = listing.keyID.hex
        version = listing.version
        algorithm = listing.algorithm.rawValue
        bits = listing.bitLength
        created = listing.creationTime
        expires = listing.expirationTime
        revoked = listing.isRevoked
        digest = listing.digest?.hex
        userIDs = listing.userIDs.map {
            UserID(
                text: $0.display, email: $0.email, created: $0.creationTime,
                expires: $0.expirationTime, revoked: $0.isRevoked)
        }
        subkeys = listing.subkeys.map {
            Subkey(
                fingerprint: $0.fingerprint.hex, keyID: $0.keyID.hex, version: $0.version,
                algorithm: $0.algorithm.rawValue, bits: $0.bitLength, created: $0.creationTime,
                expires: $0.expirationTime, revoked: $0.isRevoked)
        }
        packets = withPackets ? Data(found.packets) : nil
    }

    /// `rsa4096`, `ed25519`.
    var algorithmName: String {
        let algorithm = PublicKeyAlgorithm(rawValue: algorithm)
        let length = algorithm.hasChosenLength ? bits.map { String($0) } : nil
        return algorithm.shortName + (length ?? "")
    }

    /// Whether it can be used at that time, and until when; empty: without end.
    func state(at now: Int) -> String {
        if revoked { return "revoked" }
        guard let expires else { return "" }
        return Int(expires) <= now
            ? "expired \(Self.date(expires))" : "until \(Self.date(expires))"
    }

    /// `2026-01-31`, in UTC.
    static func date(_ time: UInt32) -> String {
        Date(timeIntervalSince1970: TimeInterval(time))
            .formatted(.iso8601.year().month().day())
    }
}
