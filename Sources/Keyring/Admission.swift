package import OpenPGP

/// The rules by which a key may be stored, the same for every way in. What the profile `sks` keeps
/// is kept: the bounds are those of the reader (``PacketLimits``), nothing is verified here.
package enum Admission {
    /// Changes with the rules, so that what older rules refused is tried again.
    package static let version = 1

    /// What the rules say of one key.
    package enum Verdict: Sendable {
        case admitted(AdmittedKey)
        case refused(RefusedKey)
    }

    /// Reads all keys of a submission, binary or armored; a bad key or block harms no other.
    package static func read(_ submission: Submission) -> [Verdict] {
        guard !Armor.looksBinary(submission.bytes) else { return read(keyring: submission.bytes) }
        var reader = ArmorReader(submission.bytes)
        var verdicts: [Verdict] = []
        var blocks = 0
        while blocks < Armor.maximumBlocks {
            do throws(ArmorError) {
                guard let block = try reader.next() else { break }
                verdicts += read(block)
            } catch {
                verdicts.append(.refused(RefusedKey(fingerprint: nil, reason: "armor: \(error)")))
            }
            blocks += 1
        }
        return blocks == 0 ? [.refused(nothing(in: submission))] : verdicts
    }

    private static func nothing(in submission: Submission) -> RefusedKey {
        RefusedKey(
            fingerprint: nil,
            reason: submission.bytes.isEmpty
                ? "nothing was submitted" : "armor: \(ArmorError.noBlock)")
    }

    /// Reads all keys of a binary keyring.
    package static func read(keyring bytes: [UInt8]) -> [Verdict] {
        TransferablePublicKeyReader(bytes).map { element in
            switch element {
            case .key(let key): .admitted(AdmittedKey(received: key))
            case .refused(let reason, let offset, let fingerprint):
                .refused(
                    RefusedKey(
                        fingerprint: fingerprint,
                        reason: "octet \(offset) of what was submitted: \(reason)"))
            }
        }
    }

    private static func read(_ block: ArmoredBlock) -> [Verdict] {
        switch block.kind {
        case .publicKeyBlock, .signature, .armoredFile, .privateKeyBlock:
            read(keyring: block.bytes)
        default:
            [
                .refused(
                    RefusedKey(
                        fingerprint: nil,
                        reason: "line \(block.line): the armored block is no key: "
                            + "submit a PGP PUBLIC KEY BLOCK"))
            ]
        }
    }
}
