@testable import OpenPGP

/// The verdicts on all signatures of a key that may be its own.
struct SelfSignatures {
    struct Finding {
        let signature: Signature
        let subject: SignatureSubject
        let verdict: SignatureVerdict
    }

    private(set) var findings: [Finding] = []
    private(set) var cost = 0
    let verifier: SignatureVerifier

    init(of key: TransferablePublicKey) {
        verifier = SignatureVerifier(key.primaryKey)
        verify(key.directSignatures, on: .primaryKey)
        for identity in key.identities {
            let body = identity.packet.body
            verify(
                identity.signatures,
                on: identity.packet.tag == .userID ? .userID(body) : .userAttribute(body))
        }
        for subkey in key.subkeys {
            guard let subkeyKey = try? PublicKey(subkey.packet) else { continue }
            verify(subkey.signatures, on: .subkey(subkeyKey))
        }
    }

    private mutating func verify(_ packets: [Packet], on subject: SignatureSubject) {
        for packet in packets {
            guard
                let signature = try? Signature(packet),
                signature.mayBeIssued(by: verifier.primaryKey)
            else { continue }
            let verdict = verifier.verify(signature, on: subject, cost: &cost)
            findings.append(Finding(signature: signature, subject: subject, verdict: verdict))
        }
    }

    var verified: [VerifiedSignature] {
        findings.compactMap { finding in
            if case .verified(let signature) = finding.verdict { signature } else { nil }
        }
    }

    var defects: [SignatureDefect] {
        findings.compactMap { finding in
            if case .refused(let defect) = finding.verdict { defect } else { nil }
        }
    }
}
