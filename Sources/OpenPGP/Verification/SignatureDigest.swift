/// The digest that a signature signs (RFC 9580 §5.2.4).
package struct SignatureDigest: Hashable, Sendable {
    package let algorithm: MessageDigest.Algorithm
    package let bytes: [UInt8]

    /// Nil if the hash algorithm is unknown or not available.
    package init?(
        _ signature: Signature, on subject: SignatureSubject, of primaryKey: PublicKey
    ) {
        guard let algorithm = MessageDigest.Algorithm(signature.hashAlgorithm) else { return nil }
        var digest = MessageDigest(algorithm)
        digest.update(signature.salt)
        digest.update(primaryKey)
        switch subject {
        case .primaryKey: break
        case .userID(let octets): digest.update(0xB4, octets, version: signature.version)
        case .userAttribute(let octets): digest.update(0xD1, octets, version: signature.version)
        case .subkey(let subkey): digest.update(subkey)
        }
        digest.updateTrailer(signature)
        self.algorithm = algorithm
        bytes = digest.finalize()
    }

    /// The first two octets, which the signature packet announces.
    package var left16: UInt16 { UInt16(bytes[0]) << 8 | UInt16(bytes[1]) }

    /// Octets that are digested.
    static func length(
        _ signature: Signature, on subject: SignatureSubject, of primaryKey: PublicKey
    ) -> Int {
        let subjectLength =
            switch subject {
            case .primaryKey: 0
            case .userID(let octets), .userAttribute(let octets): octets.count
            case .subkey(let subkey): subkey.body.count
            }
        return primaryKey.body.count + subjectLength + signature.hashedRange.count
    }
}

extension MessageDigest {
    fileprivate mutating func update(_ key: PublicKey) {
        update(PublicKey.hashPrefix(version: key.version, length: key.body.count))
        update(key.body)
    }

    /// A user ID or attribute: alone in versions 2 and 3, behind a mark and its length from version
    /// 4 on.
    fileprivate mutating func update(_ mark: UInt8, _ octets: [UInt8], version: UInt8) {
        if version > 3 {
            update([mark][...])
            update(UInt32(truncatingIfNeeded: octets.count))
        }
        update(octets)
    }

    /// The signature's own octets and, from version 4 on, their number.
    fileprivate mutating func updateTrailer(_ signature: Signature) {
        update(signature.body[signature.hashedRange])
        guard signature.version > 3 else { return }
        update([signature.version, 0xFF])
        if signature.version == 5 {
            update(UInt64(signature.hashedRange.count))
        } else {
            update(UInt32(truncatingIfNeeded: signature.hashedRange.count))
        }
    }
}

extension Signature {
    /// Whether the digest octets that the packet announces are those of the digest under this
    /// component: nothing that a forger could not do, but all that can be said of a third party's
    /// signature without the third party's key.
    ///
    /// `cost` grows by the nominal microseconds that this took.
    package func isPlausible(
        on subject: SignatureSubject, of primaryKey: PublicKey, cost: inout Int
    ) -> Bool {
        cost += VerificationCost.digest(
            octets: SignatureDigest.length(self, on: subject, of: primaryKey))
        return SignatureDigest(self, on: subject, of: primaryKey)?.left16 == left16
    }
}

extension HashAlgorithm {
    /// Octets of salt of a version 6 signature; nil for algorithms that version 6 does not use
    /// (RFC 9580 §9.5).
    var saltLength: Int? {
        switch self {
        case .sha224, .sha256, .sha3_256: 16
        case .sha384: 24
        case .sha512, .sha3_512: 32
        default: nil
        }
    }
}
