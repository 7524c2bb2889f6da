import Keyring
import OpenPGP
import SigningKeys
import TestSupport
import Testing

/// Whoever adds variants of good signatures to somebody's key, before and after the good ones,
/// changes nothing for anybody.
@Suite struct PoisonTests {
    @Test(.enabled(if: RealKeys.areInstalled))
    func `real keys are counted and served alike with and without variants of their signatures`()
        throws
    {
        var random = TestRandom()
        for clean in try RealKeys.sample(60, using: &random) {
            var poisoned = clean
            poisoned.directSignatures = poison(clean.directSignatures, clean.primaryKey)
            poisoned.identities = clean.identities.map { poison($0, clean.primaryKey) }
            poisoned.subkeys = clean.subkeys.map { poison($0, clean.primaryKey) }
            #expect(poisoned.packetCount > clean.packetCount)
            let form = clean.form
            #expect(poisoned.form == form, "\(clean.fingerprint)")
            let served = ServedForm(stored: clean.asSets, verified: form)
            #expect(
                ServedForm(stored: poisoned.asSets, verified: form) == served,
                "\(clean.fingerprint)")
        }
    }

    @Test func `a signature counts that names its issuer unsigned, with a stranger beside it`() {
        let owner = SigningKey(.ed25519, number: 31)
        let userID = "Alice <alice@example.org>"
        let names: [Subpacket] = [
            .issuerKeyID(owner.keyID), .issuerKeyID(KeyID(rawValue: ~owner.keyID.rawValue)),
        ]
        for unhashed in [names, names.reversed()] {
            var key = owner.certificate(userIDs: [userID])
            key.identities[0].signatures = [
                owner.sign(
                    .userID(owner.publicKey, Array(userID.utf8)),
                    SignatureRecipe(.positiveCertification, issuer: [], unhashed: unhashed))
            ]
            #expect(key.form.key.identities.count == 1)
        }
    }

    private func poison(
        _ component: TransferablePublicKey.Component, _ primaryKey: PublicKey
    ) -> TransferablePublicKey.Component {
        TransferablePublicKey.Component(
            packet: component.packet, signatures: poison(component.signatures, primaryKey))
    }

    private func poison(_ signatures: [Packet], _ primaryKey: PublicKey) -> [Packet] {
        signatures.flatMap { SignatureVariant.all(of: $0, by: primaryKey) + [$0] }
    }
}
