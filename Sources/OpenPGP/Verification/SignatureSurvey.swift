/// What the rules for first-party signatures ask of both subpacket areas, found in one walk.
struct SignatureSurvey {
    /// What an area says about the issuer.
    struct Issuer {
        /// Whether a subpacket names the key, or does not.
        var isNamed = false
        var isForeign = false
        var hasKeyID = false
        var hasFingerprint = false

        fileprivate mutating func take(_ matches: Bool) {
            if matches { isNamed = true } else { isForeign = true }
        }
    }

    private(set) var hashedIssuer = Issuer()
    private(set) var unhashedIssuer = Issuer()
    private(set) var hashedCount = 0
    private(set) var unhashedCount = 0
    private(set) var unknownCritical: SubpacketType?
    private(set) var namesSensitiveRevoker = false
    /// Where the bodies of the embedded signatures lie.
    private(set) var hashedEmbedded: [Range<Int>] = []
    private(set) var unhashedEmbedded: [Range<Int>] = []

    /// Surveys a signature that `key` may have issued.
    init(_ signature: Signature, issuer key: PublicKey) {
        forEachSubpacket(of: signature, in: signature.hashedArea) { typeOctet, body in
            hashedCount += 1
            let type = SubpacketType(rawValue: typeOctet & 0x7F)
            if typeOctet & 0x80 != 0, !type.isKnown { unknownCritical = unknownCritical ?? type }
            if type == .revocationKey, signature.body[body].first.map({ $0 & 0x40 != 0 }) ?? false {
                namesSensitiveRevoker = true
            }
            if type == .embeddedSignature { hashedEmbedded.append(body) }
            hashedIssuer.take(type, signature.body[body], key, version: signature.version)
        }
        forEachSubpacket(of: signature, in: signature.unhashedArea) { typeOctet, body in
            unhashedCount += 1
            let type = SubpacketType(rawValue: typeOctet & 0x7F)
            if type == .embeddedSignature { unhashedEmbedded.append(body) }
            unhashedIssuer.take(type, signature.body[body], key, version: signature.version)
        }
    }
}

extension SignatureSurvey.Issuer {
    /// The key ID must be the key's. So must the fingerprint, behind the version of the key, which
    /// is the signature's own where that depends on it (RFC 9580 §5.2.3.35).
    fileprivate mutating func take(
        _ type: SubpacketType, _ body: ArraySlice<UInt8>, _ key: PublicKey, version: UInt8
    ) {
        switch type {
        case .issuerKeyID:
            hasKeyID = true
            take(body.elementsEqual(key.keyID.bytes))
        case .issuerFingerprint:
            hasFingerprint = true
            take(
                body.first == key.version
                    && body.dropFirst().elementsEqual(key.fingerprint.bytes))
        default:
            break
        }
    }
}

/// Calls `visit` with the type octet and the range of the body of each subpacket in an area.
private func forEachSubpacket(
    of signature: Signature, in area: Range<Int>, _ visit: (UInt8, Range<Int>) -> Void
) {
    var index = area.lowerBound
    while index < area.upperBound,
        let frame = SubpacketFrame.read(signature.body, at: index, end: area.upperBound)
    {
        visit(frame.typeOctet, frame.body)
        index = frame.body.upperBound
    }
}

extension SubpacketType {
    /// Whether the type means something in RFC 4880, RFC 9580, LibrePGP or
    /// draft-dkg-openpgp-1pa3pc: 8 and 10, which PGP used, among them.
    var isKnown: Bool {
        switch rawValue {
        case 2...12, 16, 20...35, 37...41: true
        default: false
        }
    }
}

extension Signature {
    /// Whether the signature may be one that `key` issued, going by what it says itself: the hashed
    /// area counts before the unhashed one; one that says nothing may be anybody's.
    ///
    /// Version 6 signatures say it by fingerprint in the hashed area, where they must not give a
    /// key ID (RFC 9580 §5.2.3.12, §5.2.3.35).
    package func mayBeIssued(by key: PublicKey) -> Bool {
        guard version > 3 else { return issuerKeyID == key.keyID }
        return SignatureSurvey(self, issuer: key).mayBeIssued(version: version)
    }

    /// Whether the signer asks keyservers to take changes of his key from nobody but him (RFC 9580
    /// §5.2.3.25).
    package var asksForNoModification: Bool {
        hashedSubpackets.last { $0.type == .keyserverPreferences }?.body.first
            .map { $0 & 0x80 != 0 } ?? false
    }
}

extension SignatureSurvey {
    func mayBeIssued(version: UInt8) -> Bool {
        if hashedIssuer.isForeign { return false }
        if version == 6, hashedIssuer.hasKeyID { return false }
        if hashedIssuer.isNamed { return true }
        return unhashedIssuer.isNamed || !unhashedIssuer.isForeign
    }
}
