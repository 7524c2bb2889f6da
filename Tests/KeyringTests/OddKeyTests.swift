import Keyring
import OpenPGP
import SigningKeys
import Testing

/// The odd keys that are known from the wild and from the test data of other implementations, by
/// the numbers of OddKeys.md.
@Suite struct OddKeyTests {
    @Test(arguments: OddKey.ofOldVersions + OddKey.ofOddStructure + OddKey.ofOddMaterial)
    func `an odd key is served as far as it is its owner's, or refused by name`(
        odd: OddKey
    ) throws {
        let intake = try Intake(odd.submission())
        switch odd.outcome {
        case .served(let outlines):
            #expect(intake.outlines == outlines, "refused: \(intake.refusals)")
        case .refused(let words):
            #expect(intake.outlines == [])
            #expect(
                intake.refusals.contains { $0.contains(words) }, "refused: \(intake.refusals)")
        }
    }

    @Test(arguments: OddKey.ofOldVersions + OddKey.ofOddStructure + OddKey.ofOddMaterial)
    func `what is served of an odd key is served of itself unchanged`(odd: OddKey) throws {
        for taken in try Intake(odd.submission(), origin: .load).taken {
            guard taken.served != nil else { continue }
            let again = try Intake(taken.form.packets)
            #expect(again.one?.form.packets == taken.form.packets)
        }
    }

    @Test(arguments: OddKey.ofOldVersions + OddKey.ofOddStructure + OddKey.ofOddMaterial)
    func `the order of an odd key's packets does not matter`(odd: OddKey) throws {
        for taken in try Intake(odd.submission(), origin: .load).taken {
            let reversed = taken.admitted.key.reversed
            let again = try Intake(reversed, origin: .load)
            #expect(again.one?.verified == taken.verified)
            #expect(again.one?.form == taken.form)
        }
    }
}

extension TransferablePublicKey {
    /// The key with its components, and the signatures of each, in reversed order.
    fileprivate var reversed: TransferablePublicKey {
        func reversed(_ components: [Component]) -> [Component] {
            components.reversed().map {
                Component(packet: $0.packet, signatures: $0.signatures.reversed())
            }
        }
        return TransferablePublicKey(
            primaryKey: primaryKey, directSignatures: directSignatures.reversed(),
            identities: reversed(identities), subkeys: reversed(subkeys))
    }
}
