import Keyring
import OpenPGP
import SigningKeys

/// A submission that is odd in some way, and what must come of it.
struct OddKey: Sendable, CustomStringConvertible {
    enum Outcome: Sendable {
        /// These keys are served, in this order, and none else.
        case served([Outline])
        /// Nothing of it is taken from a client, for a reason that holds these words.
        case refused(String)
    }

    let description: String
    let submission: @Sendable () -> [UInt8]
    let outcome: Outcome

    init(
        _ description: String, _ submission: @escaping @Sendable () -> [UInt8],
        _ outcome: Outcome
    ) {
        self.description = description
        self.submission = submission
        self.outcome = outcome
    }

    init(
        _ description: String, key: @escaping @Sendable () -> TransferablePublicKey,
        _ outline: Outline
    ) {
        self.init(description, { key().encoded() }, .served([outline]))
    }

    init(
        _ description: String, key: @escaping @Sendable () -> TransferablePublicKey,
        refused words: String
    ) {
        self.init(description, { key().encoded() }, .refused(words))
    }
}

/// The shape of a key: how many signatures stand where.
struct Outline: Equatable, Sendable, CustomStringConvertible {
    var direct = 0
    var userIDs: [String: Int] = [:]
    var subkeys: [Int] = []

    init(direct: Int = 0, _ userIDs: [String: Int] = [:], subkeys: [Int] = []) {
        self.direct = direct
        self.userIDs = userIDs
        self.subkeys = subkeys
    }

    init(_ key: TransferablePublicKey) {
        direct = key.directSignatures.count
        for identity in key.identities {
            let name =
                identity.packet.tag == .userID
                ? String(decoding: identity.packet.body, as: UTF8.self) : "(attribute)"
            userIDs[name] = identity.signatures.count
        }
        subkeys = key.subkeys.map(\.signatures.count)
    }

    var description: String {
        let names = userIDs.sorted { $0.key < $1.key }.map {
            "\($0.key.debugDescription): \($0.value)"
        }
        return "direct \(direct), user IDs [\(names.joined(separator: ", "))], subkeys \(subkeys)"
    }
}

/// What comes of a submission where nothing is stored yet.
struct Intake {
    /// A key that was taken, and what clients are given of it.
    struct Taken {
        let admitted: AdmittedKey
        let form: ServedForm

        var verified: VerifiedKey { admitted.verified }
        /// Nil when it is not served.
        var served: TransferablePublicKey? {
            form.packets.isEmpty ? nil : try? TransferablePublicKey.decode(form.packets)
        }
        var listing: KeyListing? { try? KeyListing(packets: form.packets) }
    }

    private(set) var taken: [Taken] = []
    private(set) var refusals: [String] = []

    init(
        _ submission: [UInt8], origin: Submission.Origin = .client("192.0.2.1"),
        policy: ServingPolicy = .standard
    ) throws {
        var budget = VerificationBudget.unlimited
        let verdicts = try Admission.judge(
            Submission(origin: origin, bytes: submission), budget: &budget)
        for verdict in verdicts {
            switch verdict {
            case .admitted(let key):
                taken.append(
                    Taken(
                        admitted: key,
                        form: ServedForm(
                            stored: key.key, verified: key.verified, policy: policy)))
            case .refused(let refused):
                refusals.append(refused.reason)
            }
        }
    }

    init(
        _ key: TransferablePublicKey, origin: Submission.Origin = .client("192.0.2.1"),
        policy: ServingPolicy = .standard
    ) throws {
        try self.init(key.encoded(), origin: origin, policy: policy)
    }

    /// The one key that was taken; nothing was refused.
    var one: Taken? { taken.count == 1 && refusals.isEmpty ? taken[0] : nil }

    /// The shapes of the keys that are served.
    var outlines: [Outline] { taken.compactMap(\.served).map { Outline($0) } }
}
