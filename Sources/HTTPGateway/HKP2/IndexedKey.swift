import Keyring
import Listening
import OpenPGP

/// A key in the JSON index of HKP v2 (draft §7.1.1): digits in lower case, times by RFC 3339,
/// absent when there is none.
struct IndexedKey: Encodable {
    struct Algorithm: Encodable {
        let code: Int
        let name: String
        /// Only where the code alone does not tell it.
        let bitLength: Int?

        init(_ algorithm: PublicKeyAlgorithm, bitLength: Int?) {
            code = Int(algorithm.rawValue)
            name = algorithm.registeredName
            self.bitLength = algorithm.hasChosenLength ? bitLength : nil
        }
    }

    /// A primary key or a subkey, as far as they are alike.
    struct Subkey: Encodable {
        let version: Int
        let fingerprint: String
        let creation: String
        let expiration: String?
        let isExpired: Bool
        let isRevoked: Bool
        let algorithm: Algorithm
    }

    struct UserID: Encodable {
        /// As text, what is no UTF-8 replaced.
        let uidString: String
        let creation: String?
        let expiration: String?
        let isExpired: Bool
        let isRevoked: Bool
    }

    let version: Int
    let fingerprint: String
    let creation: String
    let expiration: String?
    let isExpired: Bool
    let isRevoked: Bool
    let algorithm: Algorithm
    let userIDs: [UserID]
    let subkeys: [Subkey]

    /// `now` in Unix seconds.
    init(_ key: KeyListing, now: Int) {
        func isPast(_ time: UInt32?) -> Bool { time.map { Int($0) <= now } ?? false }

        version = Int(key.version)
        fingerprint = key.fingerprint.hex.lowercased()
        creation = Timestamp(key.creationTime).rfc3339
        expiration = key.expirationTime.map { Timestamp($0).rfc3339 }
        isExpired = isPast(key.expirationTime)
        isRevoked = key.isRevoked
        algorithm = Algorithm(key.algorithm, bitLength: key.bitLength)
        userIDs = key.userIDs.map { userID in
            UserID(
                uidString: String(decoding: userID.bytes, as: UTF8.self),
                creation: userID.creationTime.map { Timestamp($0).rfc3339 },
                expiration: userID.expirationTime.map { Timestamp($0).rfc3339 },
                isExpired: isPast(userID.expirationTime), isRevoked: userID.isRevoked)
        }
        subkeys = key.subkeys.map { subkey in
            Subkey(
                version: Int(subkey.version),
                fingerprint: subkey.fingerprint.hex.lowercased(),
                creation: Timestamp(subkey.creationTime).rfc3339,
                expiration: subkey.expirationTime.map { Timestamp($0).rfc3339 },
                isExpired: isPast(subkey.expirationTime), isRevoked: subkey.isRevoked,
                algorithm: Algorithm(subkey.algorithm, bitLength: subkey.bitLength))
        }
    }
}
