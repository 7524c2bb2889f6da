import OpenPGP

/// Verifies what of a received key is new, packet by packet.
struct KeyVerification {
    private let verifier: SignatureVerifier
    private(set) var content: VerifiedContent
    private(set) var findings = IgnoredFindings()
    /// What came of signatures that differ from later ones only in what anyone can change, for the
    /// component at hand.
    private var outcomes: [[UInt8]: Bool] = [:]

    /// - Parameter trusting: whether public-key operations are left out (``SignatureVerifier``).
    init(of primaryKey: PublicKey, trusting: Bool) {
        verifier = SignatureVerifier(primaryKey, trusting: trusting)
        content = VerifiedContent(primaryKey)
    }

    /// Verifies the signatures of `received` that `known` does not have in the same place. Both
    /// are in normal form, so that one walk over both tells.
    mutating func verify(
        _ received: TransferablePublicKey, except known: TransferablePublicKey?,
        budget: inout VerificationBudget
    ) throws(BudgetExceeded) {
        content.directSignatures = try verified(
            received.directSignatures, except: known?.directSignatures ?? [], on: .primaryKey,
            budget: &budget)
        var knownIdentities = ComponentLookup(known?.identities ?? [])
        for component in received.identities {
            let known = knownIdentities.find(component.packet)
            try verifyIdentity(component, except: known, budget: &budget)
        }
        var knownSubkeys = ComponentLookup(known?.subkeys ?? [])
        for component in received.subkeys {
            let known = knownSubkeys.find(component.packet)
            try verifySubkey(component, except: known, budget: &budget)
        }
    }

    private mutating func verifyIdentity(
        _ component: TransferablePublicKey.Component,
        except known: TransferablePublicKey.Component?, budget: inout VerificationBudget
    ) throws(BudgetExceeded) {
        guard component.packet.tag == .userID else {
            if known == nil { findings.count(.userAttribute) }
            return
        }
        var signatures: [VerifiedSignature] = []
        if ComponentCaps.admits(userID: component.packet) {
            signatures = try verified(
                component.signatures, except: known?.signatures ?? [],
                on: .userID(component.packet.body), budget: &budget)
        }
        if !signatures.isEmpty {
            content.userIDs[component.packet, default: []] += signatures
        } else if known == nil {
            findings.count(.unboundUserID)
        }
    }

    private mutating func verifySubkey(
        _ component: TransferablePublicKey.Component,
        except known: TransferablePublicKey.Component?, budget: inout VerificationBudget
    ) throws(BudgetExceeded) {
        var signatures: [VerifiedSignature] = []
        if let subkey = ComponentCaps.admitted(subkey: component.packet) {
            signatures = try verified(
                component.signatures, except: known?.signatures ?? [], on: .subkey(subkey),
                budget: &budget)
        }
        if !signatures.isEmpty {
            content.subkeys[component.packet, default: []] += signatures
        } else if known == nil {
            findings.count(.unboundSubkey)
        }
    }

    /// Those of the packets that verify under the subject and are not among the known ones; both
    /// lists are in order.
    private mutating func verified(
        _ packets: [Packet], except known: [Packet], on subject: SignatureSubject,
        budget: inout VerificationBudget
    ) throws(BudgetExceeded) -> [VerifiedSignature] {
        outcomes.removeAll(keepingCapacity: true)
        var verified: [VerifiedSignature] = []
        var index = 0
        for packet in packets {
            while index < known.count, known[index] < packet { index += 1 }
            if index < known.count, known[index] == packet { continue }
            if let signature = try verify(
                packet, on: subject, isAlone: packets.count == 1, budget: &budget)
            {
                verified.append(signature)
            }
        }
        return verified
    }

    private mutating func verify(
        _ packet: Packet, on subject: SignatureSubject, isAlone: Bool,
        budget: inout VerificationBudget
    ) throws(BudgetExceeded) -> VerifiedSignature? {
        guard let signature = try? Signature(packet) else {
            findings.count(.malformedSignature)
            return nil
        }
        // So that the many signatures of other keys cost no more than a look.
        guard signature.mayBeIssued(by: verifier.primaryKey) else {
            findings.count(.otherKeysSignature)
            return nil
        }
        // A variant of what verified adds nothing, and one of what did not fails again.
        let identity = isAlone ? [] : signature.identity
        if let outcome = outcomes[identity], !outcome || signature.type != .subkeyBinding {
            if !outcome { findings.count(.doesNotVerify) }
            return nil
        }
        var cost = 0
        let verdict = verifier.verify(signature, on: subject, cost: &cost)
        switch verdict {
        case .verified(let verified):
            try budget.spend(cost: cost, isVerified: true, isFailure: false)
            outcomes[identity] = true
            return verified
        case .refused(let defect):
            try budget.spend(cost: cost, isVerified: false, isFailure: defect.isExpensive)
            if defect.isExpensive, signature.type != .subkeyBinding { outcomes[identity] = false }
            findings.count(IgnoredFindings.Reason(defect))
            return nil
        }
    }
}

/// Finds components in a list that is in order, for packets asked for in order.
private struct ComponentLookup {
    private var rest: ArraySlice<TransferablePublicKey.Component>

    init(_ components: [TransferablePublicKey.Component]) {
        rest = components[...]
    }

    mutating func find(_ packet: Packet) -> TransferablePublicKey.Component? {
        while let first = rest.first, first.packet < packet { rest.removeFirst() }
        guard let first = rest.first, first.packet == packet else { return nil }
        return first
    }
}

extension IgnoredFindings.Reason {
    init(_ defect: SignatureDefect) {
        self =
            switch defect {
            case .left16, .wrong, .malformedMaterial, .noPrimaryKeyBinding: .doesNotVerify
            case .foreignIssuer: .otherKeysSignature
            case .issuer, .unsupportedHash: .unverifiableSignature
            default: .malformedSignature
            }
    }
}
