import Keyring
import OpenPGP
import SigningKeys
import Testing

private let alice = "Alice <alice@example.org>"

/// Numbers 51 and 58 of OddKeys.md: every algorithm, and what strangers make of its signatures.
@Suite struct OddKeyVariantTests {
    @Test(arguments: SigningAlgorithm.ordinary)
    func `51: a key of every algorithm is served whole, with a subkey that signs`(
        algorithm: SigningAlgorithm
    ) throws {
        let key = SigningKey(algorithm, number: 51)
        let whole = key.certificate(
            userIDs: [alice], signing: [SigningKey(algorithm, number: 510)])
        let direct = key.publicKey.version == 6 ? 1 : 0
        #expect(try Intake(whole).outlines == [Outline(direct: direct, [alice: 1], subkeys: [1])])
    }

    @Test(arguments: [SigningAlgorithm.rsa2048, .dsa2048, .ecdsaP256], HashAlgorithm.all)
    func `51: every hash algorithm is known`(
        algorithm: SigningAlgorithm, hash: HashAlgorithm
    ) throws {
        let whole = SigningKey(algorithm, number: 51).certified(hash: hash)
        #expect(try Intake(whole).outlines == [Outline([alice: 1])])
    }

    @Test(arguments: SigningAlgorithm.ordinary)
    func `58: what strangers make of a signature is the same signature`(
        algorithm: SigningAlgorithm
    ) throws {
        let key = SigningKey(algorithm, number: 58)
        let clean = key.certificate(
            userIDs: [alice], signing: [SigningKey(algorithm, number: 580)])
        let expected = try #require(Intake(clean).one)
        let variants = SignatureVariant.all(
            of: clean.identities[0].signatures[0], by: key.publicKey)
        #expect(variants.count >= 4)

        var poisoned = clean
        poisoned.identities[0].signatures += variants
        poisoned.subkeys[0].signatures += SignatureVariant.all(
            of: clean.subkeys[0].signatures[0], by: key.publicKey)
        let taken = try #require(Intake(poisoned).one)
        #expect(taken.form == expected.form)
        #expect(taken.verified == expected.verified)

        // The order in which they came does not matter, nor that the good one came at all, as long
        // as a stranger left the issuer alone.
        for variant in variants {
            var alone = clean
            alone.identities[0].signatures = [variant]
            let taken = try Intake(alone, origin: .load).one
            let isItself = taken?.form == expected.form
            let isNothing = taken?.served?.identities.isEmpty ?? true
            #expect(isItself || isNothing)
        }
    }

    @Test(arguments: SigningAlgorithm.ordinary)
    func `58: a signature whose integer has grown by the order of its group is none`(
        algorithm: SigningAlgorithm
    ) throws {
        let key = SigningKey(algorithm, number: 58)
        var whole = key.certificate(userIDs: [alice])
        guard let grown = key.overflowing(whole.identities[0].signatures[0]) else {
            #expect(key.publicKey.version == 6, "only ML-DSA has no such integer")
            return
        }
        whole.identities[0].signatures = [grown]
        #expect(try Intake(whole).outlines == [])
    }

    @Test(arguments: ServingPolicy.ThirdParty.allCases, SignatureVariant.allCases)
    func `58: no policy serves a variant beside the good signature`(
        policy: ServingPolicy.ThirdParty, variant: SignatureVariant
    ) throws {
        let key = SigningKey(.ecdsaP256, number: 58)
        let clean = key.certificate(userIDs: [alice])
        let poison = try #require(
            variant.of(clean.identities[0].signatures[0], by: key.publicKey))
        for signatures in [
            [poison] + clean.identities[0].signatures,
            clean.identities[0].signatures + [poison],
        ] {
            var poisoned = clean
            poisoned.identities[0].signatures = signatures
            let taken = try #require(
                Intake(poisoned, policy: ServingPolicy(thirdParty: policy)).one)
            #expect(taken.served?.identities.map(\.signatures.count) == [1])
        }
    }
}
