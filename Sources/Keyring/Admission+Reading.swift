package import OpenPGP

/// The first stage: what a submission holds.
extension Admission {
    /// What was found at one place of a submission.
    package enum Reading: Sendable {
        case key(ReceivedKey)
        /// To be attached to the stored copy of its key (``attach(_:to:)``).
        case revocation(LoneRevocation)
        case refused(RefusedKey)
    }

    /// Lone revocations that are read at the beginning of one block.
    private static let maximumLoneRevocations = 16

    /// Keys and refusals that are read of one keyring, and about as many of one submission: three
    /// times as many as the real keys that fit into the longest one. Of octets made for it millions
    /// of broken keys fit, and each would get a sentence.
    static let maximumReadings = 65_536

    /// Reads all keys of a submission, binary or armored; a bad key or block harms no other.
    package static func read(_ submission: Submission) -> [Reading] {
        guard !Armor.looksBinary(submission.bytes) else { return read(keyring: submission.bytes) }
        var reader = ArmorReader(submission.bytes)
        var readings: [Reading] = []
        var blocks = 0
        while blocks < Armor.maximumBlocks {
            do throws(ArmorError) {
                guard let block = try reader.next() else { break }
                readings += read(block)
            } catch {
                readings.append(
                    .refused(RefusedKey(fingerprint: nil, .armor, reason: "armor: \(error)")))
            }
            blocks += 1
            if readings.count > maximumReadings { break }
        }
        return blocks == 0 ? [.refused(nothing(in: submission))] : readings
    }

    private static func nothing(in submission: Submission) -> RefusedKey {
        submission.bytes.isEmpty
            ? RefusedKey(fingerprint: nil, .number, reason: "nothing was submitted")
            : RefusedKey(fingerprint: nil, .armor, reason: "armor: \(ArmorError.noBlock)")
    }

    /// Reads all keys of a binary keyring, and the revocations before the first key.
    package static func read(keyring bytes: [UInt8]) -> [Reading] {
        let revocations = loneRevocations(bytes)
        var readings = revocations.map(Reading.revocation)
        for element in TransferablePublicKeyReader(bytes) {
            guard readings.count < maximumReadings else {
                let reason = "more than \(maximumReadings) keys are submitted at once: split them"
                readings.append(.refused(RefusedKey(fingerprint: nil, .number, reason: reason)))
                break
            }
            switch element {
            case .key(let key):
                readings.append(.key(ReceivedKey(key)))
            case .refused(.loneSignature, _, _) where !revocations.isEmpty:
                continue
            case .refused(let reason, let offset, let fingerprint):
                let place = "octet \(offset) of what was submitted: \(reason)"
                readings.append(
                    .refused(RefusedKey(fingerprint: fingerprint, .malformed, reason: place)))
            }
        }
        return readings
    }

    private static func read(_ block: ArmoredBlock) -> [Reading] {
        switch block.kind {
        case .publicKeyBlock, .signature, .armoredFile, .privateKeyBlock:
            read(keyring: block.bytes)
        default:
            [
                .refused(
                    RefusedKey(
                        fingerprint: nil, .armor,
                        reason: "line \(block.line): the armored block is no key: "
                            + "submit a PGP PUBLIC KEY BLOCK"))
            ]
        }
    }

    /// The key revocations that stand before any key, each once.
    private static func loneRevocations(_ bytes: [UInt8]) -> [LoneRevocation] {
        var reader = PacketReader(bytes)
        var revocations: [LoneRevocation] = []
        while revocations.count < maximumLoneRevocations,
            let packet = try? reader.next(), packet.tag == .signature
        {
            guard let revocation = LoneRevocation(packet) else { break }
            if !revocations.contains(revocation) { revocations.append(revocation) }
        }
        return revocations
    }

    /// The revocation as a copy of its key, to be judged like any other.
    package static func attach(
        _ revocation: LoneRevocation, to stored: TransferablePublicKey
    ) -> ReceivedKey {
        ReceivedKey(
            TransferablePublicKey(
                primaryKey: stored.primaryKey, directSignatures: [revocation.packet]),
            isLoneRevocation: true)
    }

    /// The refusal of a revocation whose key is not stored.
    package static func refusal(withoutKey revocation: LoneRevocation) -> RefusedKey {
        RefusedKey(
            fingerprint: revocation.issuerFingerprint, .revocation,
            reason: "the revocation's key is not here: submit the key together with it")
    }
}
