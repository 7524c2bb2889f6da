import FoundationEssentials
import Keyring
import OpenPGP

/// The index in Hockeypuck's field names (`options=json`), as far as an index
/// knows them; times by RFC 3339, digits in lower case as there. `revoked` and `digest` are ours.
enum JSONIndex {
    static func render(_ keys: [(listing: KeyListing, length: Int)]) throws -> [UInt8] {
        try JSONText.encode(keys.map { Key($0.listing, length: $0.length) })
    }

    private struct Algorithm: Encodable {
        let name: String
        let code: Int
        let bitLength: Int?

        init(_ algorithm: PublicKeyAlgorithm, bitLength: Int?) {
            name = algorithm.shortName
            code = Int(algorithm.rawValue)
            self.bitLength = bitLength
        }
    }

    private struct Key: Encodable {
        let fingerprint: String
        let longKeyID: String
        let version: Int
        let creation: String
        let expiration: String?
        let neverExpires: Bool?
        let revoked: Bool?
        let algorithm: Algorithm
        let md5: String?
        let length: Int
        let subKeys: [Subkey]
        let userIDs: [UserID]
        let userAttributes: Int?

        init(_ key: KeyListing, length: Int) {
            fingerprint = key.fingerprint.hex.lowercased()
            longKeyID = key.keyID.hex.lowercased()
            version = Int(key.version)
            creation = Timestamp(key.creationTime).rfc3339
            expiration = key.expirationTime.map { Timestamp($0).rfc3339 }
            neverExpires = key.expirationTime == nil ? true : nil
            revoked = key.isRevoked ? true : nil
            algorithm = Algorithm(key.algorithm, bitLength: key.bitLength)
            md5 = key.digest?.hex
            self.length = length
            subKeys = key.subkeys.map { Subkey($0) }
            userIDs = key.userIDs.map { UserID($0) }
            userAttributes = key.attributeCount > 0 ? key.attributeCount : nil
        }
    }

    private struct Subkey: Encodable {
        let fingerprint: String
        let longKeyID: String
        let creation: String
        let expiration: String?
        let neverExpires: Bool?
        let revoked: Bool?
        let algorithm: Algorithm

        init(_ subkey: KeyListing.Subkey) {
            fingerprint = subkey.fingerprint.hex.lowercased()
            longKeyID = subkey.keyID.hex.lowercased()
            creation = Timestamp(subkey.creationTime).rfc3339
            expiration = subkey.expirationTime.map { Timestamp($0).rfc3339 }
            neverExpires = subkey.expirationTime == nil ? true : nil
            revoked = subkey.isRevoked ? true : nil
            algorithm = Algorithm(subkey.algorithm, bitLength: subkey.bitLength)
        }
    }

    /// The packet as it is, in base64, beside what can be shown of it.
    private struct UserID: Encodable {
        struct Packet: Encodable {
            let tag = 13
            let data: Data
        }
        let packet: Packet
        let keywords: String
        let validsince: String?
        let expiration: String?
        let neverExpires: Bool?
        let revoked: Bool?

        init(_ userID: KeyListing.Entry) {
            packet = Packet(data: Data(userID.bytes))
            keywords = userID.display
            validsince = userID.creationTime.map { Timestamp($0).rfc3339 }
            expiration = userID.expirationTime.map { Timestamp($0).rfc3339 }
            neverExpires = userID.expirationTime == nil ? true : nil
            revoked = userID.isRevoked ? true : nil
        }
    }
}
