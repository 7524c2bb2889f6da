import OpenPGP
import SigningKeys
import TestSupport

/// Makes keys with everything in them that rules are about: signatures of all types, valid ones,
/// variants of those, wrong ones, in right places and others, in numbers around the caps.
struct RandomKey {
    private let signer: SigningKey
    private let stranger: SigningKey
    private let signingSubkey: SigningKey
    private var random: TestRandom
    private var primary: PublicKey { signer.publicKey }

    init(_ signer: SigningKey, _ random: TestRandom) {
        self.signer = signer
        self.random = random
        stranger = SigningKey(.ed25519, number: 77)
        signingSubkey = SigningKey(
            signer.publicKey.version == 6 ? .ed25519 : .eddsaLegacy, number: 78,
            version: signer.publicKey.version)
    }

    mutating func next(mayBeHardRevoked: Bool) -> TransferablePublicKey {
        var key = TransferablePublicKey(primaryKey: primary)
        if primary.version == 6 || chance(0.3) {
            key.directSignatures += times(1...3).map { signer.directKeySignature(at: $0) }
        }
        if chance(0.3) {
            key.directSignatures.append(
                signer.revocation(reason: RevocationReason.superseded, at: time()))
        }
        if mayBeHardRevoked {
            key.directSignatures += times(1...3).map { signer.revocation(reason: nil, at: $0) }
        }
        for index in 0..<Int.random(in: 0...4, using: &random) {
            key.identities.append(userID("User \(index) <\(index)@example.org>"))
        }
        for index in 0..<Int.random(in: 0...2, using: &random) {
            key.subkeys.append(encryptionSubkey(index))
        }
        if chance(0.5) { key.subkeys.append(signingSubkeyComponent()) }
        misplaceSome(of: &key)
        return key
    }

    private mutating func userID(_ text: String) -> TransferablePublicKey.Component {
        let certification = stranger.certification(of: text, on: primary, at: time())
        var own = times(0...2).map { signer.selfCertification(text, at: $0) }
        if chance(0.1) { own += times(31...36).map { signer.selfCertification(text, at: $0) } }
        if chance(0.3) { own.append(signer.userIDRevocation(text, at: time())) }
        if chance(0.1) { own.append(signer.userIDRevocation(text, reason: nil, at: time())) }
        if chance(0.3) {
            own.append(signer.approval(of: [certification], userID: text, at: time()))
        }
        own += junk(.userID(primary, text), .positiveCertification)
        return component(userID: text, withVariants(own) + withVariants([certification]))
    }

    private mutating func encryptionSubkey(
        _ index: Int
    ) -> TransferablePublicKey.Component {
        let subkey =
            primary.version == 6
            ? EncryptionKey.x25519(number: index) : EncryptionKey.curve25519(number: index)
        var own = times(0...3).map { signer.binding(subkey, at: $0) }
        if chance(0.3) { own.append(signer.subkeyRevocation(subkey, at: time())) }
        own += junk(.subkey(primary, subkey), .subkeyBinding)
        return component(subkey: subkey, withVariants(own))
    }

    private mutating func signingSubkeyComponent() -> TransferablePublicKey.Component {
        let places = SigningKey.BackSignaturePlace.allCases
        let own = times(1...3).flatMap { time in
            places.map { signer.binding(signing: signingSubkey, at: time, backSignature: $0) }
        }
        // Without key flags the subkey's own signature is not demanded, and both variants verify.
        let bare = signer.sign(
            .subkey(primary, signingSubkey.publicKey), SignatureRecipe(.subkeyBinding))
        let embedded = Subpacket.embeddedSignature(signingSubkey.backSignature(for: primary))
        let hints = (try? Signature(bare))?.unhashedSubpackets ?? []
        let both = [bare, withUnhashedArea(hints + [embedded], of: bare)]
        return component(subkey: signingSubkey.publicKey, withVariants(own + both))
    }

    /// Wrong signatures that announce the right digest octets.
    private mutating func junk(_ content: SignedContent, _ type: SignatureType) -> [Packet] {
        guard chance(0.3) else { return [] }
        return Array(
            JunkSelfSignatures(by: signer, on: content, type: type, octets: 800).signatures)
    }

    private mutating func withVariants(_ packets: [Packet]) -> [Packet] {
        packets.flatMap { packet in
            [packet]
                + SignatureVariant.all(of: packet, by: primary).filter { _ in chance(0.3) }
        }
    }

    /// Puts copies of signatures under components that they are not about.
    private mutating func misplaceSome(of key: inout TransferablePublicKey) {
        guard chance(0.4), !key.identities.isEmpty else { return }
        let all = key.identities.flatMap(\.signatures) + key.subkeys.flatMap(\.signatures)
        for _ in 0..<3 {
            guard let packet = all.randomElement(using: &random) else { return }
            let place = Int.random(in: 0..<key.identities.count, using: &random)
            key.identities[place].signatures.append(packet)
            key.directSignatures.append(packet)
        }
    }

    private mutating func chance(_ probability: Double) -> Bool {
        Double.random(in: 0..<1, using: &random) < probability
    }

    /// Few different times, so that the octets decide often.
    private mutating func time() -> UInt32 {
        SignatureRecipe.usualCreationTime + UInt32.random(in: 0..<40, using: &random)
    }

    private mutating func times(_ count: ClosedRange<Int>) -> [UInt32] {
        (0..<Int.random(in: count, using: &random)).map { _ in time() }
    }
}
