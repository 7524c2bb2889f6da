import OpenPGP

/// A signature that lacks only what the private key adds (RFC 9580 §5.2.2 to §5.2.4).
struct SignatureDraft {
    let version: UInt8
    let hash: HashAlgorithm
    private let recipe: SignatureRecipe
    private let algorithm: PublicKeyAlgorithm
    private let keyID: KeyID
    /// From the version to the end of the hashed area; type and time in version 3.
    private let hashedPart: [UInt8]
    private let unhashedArea: [UInt8]
    private let salt: [UInt8]

    init(_ recipe: SignatureRecipe, by signer: SigningKey) {
        let key = signer.publicKey
        let version = recipe.version ?? max(3, key.version)
        let hash = recipe.hash ?? signer.algorithm.usualHash
        let algorithm = recipe.publicKeyAlgorithm ?? key.algorithm
        self.recipe = recipe
        self.version = version
        self.hash = hash
        self.algorithm = algorithm
        keyID = key.keyID
        guard version > 3 else {
            hashedPart = [recipe.type.rawValue] + bigEndian(recipe.creationTime ?? 0)
            (unhashedArea, salt) = ([], [])
            return
        }
        let hints: SignatureRecipe.IssuerHints =
            recipe.issuer
            ?? (version == 6 ? [.hashedFingerprint] : [.hashedFingerprint, .unhashedKeyID])
        var hashed = recipe.creationTime.map { [Subpacket.creationTime($0)] } ?? []
        if hints.contains(.hashedFingerprint) { hashed.append(.issuerFingerprint(key)) }
        if hints.contains(.hashedKeyID) { hashed.append(.issuerKeyID(key.keyID)) }
        var unhashed: [Subpacket] = []
        if hints.contains(.unhashedKeyID) { unhashed.append(.issuerKeyID(key.keyID)) }
        if hints.contains(.unhashedFingerprint) { unhashed.append(.issuerFingerprint(key)) }
        hashedPart =
            [version, recipe.type.rawValue, algorithm.rawValue, hash.rawValue]
            + SignatureDraft.area(
                hashed + recipe.hashed, rubbish: recipe.hashedRubbish, version: version)
        unhashedArea = SignatureDraft.area(
            unhashed + recipe.unhashed, rubbish: recipe.unhashedRubbish, version: version)
        salt =
            recipe.salt
            ?? (version == 6 ? noise("salt \(hashedPart)", hash.saltLength ?? 16) : [])
    }

    private static func area(
        _ subpackets: [Subpacket], rubbish: [UInt8], version: UInt8
    ) -> [UInt8] {
        let octets = subpackets.flatMap(\.encoded) + rubbish
        let length =
            version == 6 ? bigEndian(UInt32(octets.count)) : bigEndian(UInt16(octets.count))
        return length + octets
    }

    /// What is signed.
    func digest(of content: SignedContent) -> [UInt8] {
        let octets = content.octets(version: version)
        switch version {
        case ...3: return SigningKeys.digest(octets + hashedPart, hash)
        case 5:
            let trailer = [5, 0xFF] + bigEndian(UInt64(hashedPart.count))
            return SigningKeys.digest(octets + hashedPart + trailer, hash)
        default:
            let trailer = [version, 0xFF] + bigEndian(UInt32(hashedPart.count))
            return SigningKeys.digest(salt + octets + hashedPart + trailer, hash)
        }
    }

    func packet(digest: [UInt8], material: [UInt8]) -> Packet {
        let left = Array(digest.prefix(2))
        guard version > 3 else {
            let head = [version, 5] + hashedPart + bigEndian(keyID.rawValue)
            let algorithms = [algorithm.rawValue, hash.rawValue]
            return Packet(tag: .signature, body: head + algorithms + left + material)
        }
        let salted = version == 6 ? [UInt8(salt.count)] + salt : []
        return Packet(
            tag: .signature, body: hashedPart + unhashedArea + left + salted + material)
    }
}
