import Keyring
import OpenPGP
import SigningKeys
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
