import Keyring
import OpenPGP
import TestSupport

extension TransferablePublicKey {
    /// The smallest valid pieces of the key: each packet with its primary key and the component
    /// that it stands under.
    var pieces: [TransferablePublicKey] {
        func cut(_ component: Component) -> [Component] {
            [Component(packet: component.packet)]
                + component.signatures.map {
                    Component(packet: component.packet, signatures: [$0])
                }
        }
        func piece(
            direct: [Packet] = [], identities: [Component] = [], subkeys: [Component] = []
        ) -> TransferablePublicKey {
            TransferablePublicKey(
                primaryKey: primaryKey, directSignatures: direct, identities: identities,
                subkeys: subkeys)
        }
        return directSignatures.map { piece(direct: [$0]) }
            + identities.flatMap(cut).map { piece(identities: [$0]) }
            + subkeys.flatMap(cut).map { piece(subkeys: [$0]) }
    }

    /// The key with every list as a set: what any number of its copies merge to.
    var asSets: TransferablePublicKey { merging(self) }

    func merging(_ other: TransferablePublicKey) -> TransferablePublicKey {
        guard let merged = merged(with: other) else {
            preconditionFailure("Pieces are of one key.")
        }
        return merged
    }

    /// The form of the whole key, verified at once.
    var form: VerifiedKey {
        var budget = VerificationBudget.unlimited
        do throws(BudgetExceeded) {
            return try VerifiedKey.verify(self, except: nil, budget: &budget)
        } catch {
            preconditionFailure("An unlimited budget does not give out.")
        }
    }
}

/// What a node keeps of a key, and how it takes in what arrives of it.
struct StoredKey {
    private(set) var stored: TransferablePublicKey
    private(set) var verified: VerifiedKey
    private(set) var budget = VerificationBudget.unlimited

    init(of primaryKey: PublicKey) {
        stored = TransferablePublicKey(primaryKey: primaryKey)
        verified = VerifiedKey(trusting: stored)
    }

    /// Only what is new is verified.
    mutating func take(_ received: TransferablePublicKey) throws {
        let new = try VerifiedKey.verify(received, except: stored, budget: &budget)
        verified = verified.merged(with: new)
        stored = stored.merging(received)
    }

    func served(_ thirdParty: ServingPolicy.ThirdParty = .approved) -> ServedForm {
        ServedForm(
            stored: stored, verified: verified, policy: ServingPolicy(thirdParty: thirdParty))
    }
}

extension [TransferablePublicKey] {
    /// Pieces in any order, some more than once, in groups of any size.
    func arrivals(using random: inout TestRandom) -> [TransferablePublicKey] {
        var pieces = self
        for _ in 0..<(count / 4) {
            if let again = self.randomElement(using: &random) { pieces.append(again) }
        }
        pieces.shuffle(using: &random)
        var arrivals: [TransferablePublicKey] = []
        while let first = pieces.popLast() {
            let more = Int.random(in: 0...Swift.min(8, pieces.count), using: &random)
            arrivals.append(pieces.suffix(more).reduce(first) { $0.merging($1) })
            pieces.removeLast(more)
        }
        return arrivals
    }
}
