import OpenPGP

/// Which of the verified signatures on one component count: of variants one, and of each class
/// the newest. Only the owner can make them, but he can make any number.
enum SignatureSelection {
    /// Signatures of one class on one component; the most in the Debian keyring is 14.
    static let maximumOfClass = 32

    /// Depends on the set of signatures only: selecting from the union of two sets gives the same
    /// as selecting from the union of what was selected from each.
    static func select(_ signatures: [VerifiedSignature]) -> [VerifiedSignature] {
        guard signatures.count > 1 else { return signatures }
        let ranked = representatives(signatures)
        guard ranked.count > 1 else { return ranked.map(\.verified) }
        var selected: Set<Packet> = []
        var result: [VerifiedSignature] = []
        func take(_ signature: RankedSignature) {
            if selected.insert(signature.verified.packet).inserted {
                result.append(signature.verified)
            }
        }
        for signatureClass in SignatureClass.allCases {
            let members = ranked.filter {
                SignatureClass($0.verified.signature.type) == signatureClass
            }
            members.sorted(by: RankedSignature.isNewer).prefix(maximumOfClass).forEach(take)
        }
        if let hard = leastHardRevocation(ranked) { take(hard) }
        return result.sorted { $0.packet < $1.packet }
    }

    /// The hard revocation that is kept for ever: the oldest.
    static func leastHardRevocation(_ ranked: [RankedSignature]) -> RankedSignature? {
        ranked.filter(\.verified.signature.isHardRevocation).min(by: RankedSignature.isOlder)
    }

    /// One of the variants of each signature.
    private static func representatives(_ signatures: [VerifiedSignature]) -> [RankedSignature] {
        var best: [[UInt8]: RankedSignature] = [:]
        for signature in signatures {
            let ranked = RankedSignature(signature)
            guard let other = best[ranked.identity] else {
                best[ranked.identity] = ranked
                continue
            }
            if RankedSignature.isBetterVariant(ranked, other) { best[ranked.identity] = ranked }
        }
        return best.values.sorted { $0.verified.packet < $1.verified.packet }
    }
}
