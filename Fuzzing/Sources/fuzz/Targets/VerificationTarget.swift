import OpenPGP
import SigningKeys

/// Signatures, valid ones and ones changed by the fuzzer, under a key of any algorithm.
enum VerificationTarget: FuzzTarget {
    static let name = "verification"
    static let framing: (any Framing)? = PacketFraming()

    /// Signatures verified of one input, so that no input takes long for good reasons.
    private static let signatureLimit = 12

    static func run(_ input: [UInt8]) {
        var reader = TransferablePublicKeyReader(input)
        while let element = reader.next() {
            guard case .key(let read) = element else { continue }
            examine(SignatureRepair.repaired(read))
            return
        }
    }

    private static func examine(_ key: TransferablePublicKey) {
        let verifier = SignatureVerifier(key.primaryKey)
        var left = signatureLimit
        func examineAll(_ signatures: [Packet], on subject: SignatureSubject?) {
            guard let subject else { return }
            for packet in signatures.prefix(left) {
                left -= 1
                examine(packet, on: subject, by: verifier)
            }
        }
        examineAll(key.directSignatures, on: .primaryKey)
        for component in key.identities + key.subkeys {
            examineAll(component.signatures, on: SignatureSubject(component.packet))
        }
        if let obstacle = verifier.obstacle {
            require(!obstacle.description.isEmpty, "an obstacle says what it is")
        }
    }

    private static func examine(
        _ packet: Packet, on subject: SignatureSubject, by verifier: SignatureVerifier
    ) {
        guard let signature = try? Signature(packet) else { return }
        var cost = 0
        _ = signature.approvalDigest(.sha256)
        _ = signature.approvedDigests
        switch verifier.verify(signature, on: subject, cost: &cost) {
        case .refused(let defect):
            require(!defect.description.isEmpty, "a refusal says what is wrong")
            require(!defect.isExpensive || cost > 0, "what is expensive costs")
        case .verified(let verified):
            require(
                verifier.obstacle == nil, "nothing verifies that cannot be verified")
            require(
                signature.isPlausible(on: subject, of: verifier.primaryKey, cost: &cost),
                "what verifies is plausible")
            requireCanonical(verified, of: packet, on: subject, by: verifier)
        }
        require(cost >= 0 && cost < 10_000_000, "the nominal cost of a signature is bounded")
    }

    /// The representative stands for itself and for every variant of the signature that verifies.
    private static func requireCanonical(
        _ verified: VerifiedSignature, of packet: Packet, on subject: SignatureSubject,
        by verifier: SignatureVerifier
    ) {
        var cost = 0
        require(
            verifier.verify(verified.signature, on: subject, cost: &cost) == .verified(verified),
            "the representative of a representative is itself")
        require(
            VerifiedSignature(trusting: verified.packet) == verified,
            "what is stored is what was verified")
        // One variant of every other signature, or all would be slow.
        let variants = SignatureVariant.allCases
        let choice = packet.body.count % (2 * variants.count)
        guard
            choice < variants.count, case let variant = variants[choice],
            let changed = variant.of(packet, by: verifier.primaryKey),
            let signature = try? Signature(changed),
            case .verified(let again) = verifier.verify(signature, on: subject, cost: &cost)
        else { return }
        require(again == verified, "variants of a signature have one representative: \(variant)")
    }

    static func seeds(from keys: [TransferablePublicKey]) -> [[UInt8]] {
        SeedKeys.certificates().flatMap { pieces(of: $0) } + keys.flatMap { pieces(of: $0) }
    }

    /// The key whole, and the primary with each component and signature alone.
    private static func pieces(of key: TransferablePublicKey) -> [[UInt8]] {
        let bare = TransferablePublicKey(primaryKey: key.primaryKey)
        func single(_ component: TransferablePublicKey.Component) -> [TransferablePublicKey
            .Component]
        {
            component.signatures.map { .init(packet: component.packet, signatures: [$0]) }
        }
        func piece(_ change: (inout TransferablePublicKey) -> Void) -> [UInt8] {
            var piece = bare
            change(&piece)
            return piece.encoded()
        }
        return [key.encoded()]
            + key.directSignatures.map { signature in
                piece { $0.directSignatures = [signature] }
            }
            + key.identities.flatMap(single).map { component in
                piece { $0.identities = [component] }
            } + key.subkeys.flatMap(single).map { component in piece { $0.subkeys = [component] } }
    }
}
