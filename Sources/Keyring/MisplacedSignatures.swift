import OpenPGP

/// Finds the place of signatures by the key itself that stand where they do not belong, as some do
/// since the days of SKS: the digest octets that a signature announces tell where it may belong,
/// verification tells that it does.
///
/// What is found is served and does not count in the profile: whether it is found depends on what
/// else is stored. So it can be looked for within bounds, which anyone can fill with junk; then
/// what was misplaced stays unserved.
struct MisplacedSignatures {
    /// Stored signatures that are looked at: those of the largest honest keys.
    static let maximumScanned = 8192

    /// Digests computed in the search for places: three microseconds each.
    static let maximumTrials = 1024

    /// Public-key operations spent: a digest that fits by chance is one in 65,536.
    static let maximumVerifications = 8

    private let verifier: SignatureVerifier
    private let subjects: Subjects
    private var scansLeft = Self.maximumScanned
    private var trialsLeft = Self.maximumTrials
    private var verificationsLeft = Self.maximumVerifications
    private var content: VerifiedContent

    /// The signatures of the stored key that belong elsewhere, verified under where they belong;
    /// nothing of what is verified already.
    static func found(
        in stored: TransferablePublicKey, beside verified: VerifiedKey
    ) -> VerifiedKey {
        // Each verified signature stands for one that is stored in the same place, at least. With as
        // many of either, as most keys have, none stands where it does not belong.
        guard stored.signatureCount > verified.key.signatureCount else {
            return .nothing(of: stored.primaryKey)
        }
        var search = MisplacedSignatures(stored)
        search.search(stored, beside: verified.key)
        return VerifiedKey(search.content)
    }

    private init(_ stored: TransferablePublicKey) {
        verifier = SignatureVerifier(stored.primaryKey)
        subjects = Subjects(stored)
        content = VerifiedContent(stored.primaryKey)
    }

    private mutating func search(
        _ stored: TransferablePublicKey, beside verified: TransferablePublicKey
    ) {
        // Everything that is verified anywhere: copies of it in wrong places are no loss.
        let known = Set(
            verified.signaturePackets.compactMap { (try? Signature($0))?.identity })
        search(stored.directSignatures, at: .primaryKey, known)
        for component in stored.identities {
            search(
                component.signatures,
                at: component.packet.tag == .userID
                    ? .userID(component.packet.body) : .userAttribute(component.packet.body),
                known)
        }
        for component in stored.subkeys {
            let subkey = ComponentCaps.admitted(subkey: component.packet)
            search(component.signatures, at: subkey.map(SignatureSubject.subkey), known)
        }
    }

    private mutating func search(
        _ packets: [Packet], at place: SignatureSubject?, _ known: Set<[UInt8]>
    ) {
        for packet in packets {
            guard scansLeft > 0, trialsLeft > 0, verificationsLeft > 0 else { return }
            scansLeft -= 1
            guard
                let signature = try? Signature(packet),
                signature.mayBeIssued(by: verifier.primaryKey),
                !known.contains(signature.identity)
            else { continue }
            if let place, place.admits(signature.type), isPlausible(signature, place) { continue }
            findPlace(of: signature)
        }
    }

    private mutating func findPlace(of signature: Signature) {
        for (packet, subject) in subjects.admitting(signature.type) {
            guard trialsLeft > 0, verificationsLeft > 0 else { return }
            guard isPlausible(signature, subject) else { continue }
            verificationsLeft -= 1
            var cost = 0
            guard
                case .verified(let verified) = verifier.verify(signature, on: subject, cost: &cost)
            else { continue }
            switch subject {
            case .primaryKey: content.directSignatures.append(verified)
            case .userID: content.userIDs[packet, default: []].append(verified)
            case .subkey: content.subkeys[packet, default: []].append(verified)
            case .userAttribute: break
            }
            return
        }
    }

    private mutating func isPlausible(
        _ signature: Signature, _ subject: SignatureSubject
    ) -> Bool {
        guard trialsLeft > 0 else { return false }
        trialsLeft -= 1
        var cost = 0
        return signature.isPlausible(on: subject, of: verifier.primaryKey, cost: &cost)
    }
}

/// Where the signatures of a key can belong.
private struct Subjects {
    private let primary: (Packet, SignatureSubject)
    private let userIDs: [(Packet, SignatureSubject)]
    private let subkeys: [(Packet, SignatureSubject)]

    init(_ key: TransferablePublicKey) {
        primary = (key.primary, .primaryKey)
        userIDs = key.identities.lazy.map(\.packet).filter(ComponentCaps.admits(userID:))
            .prefix(ComponentCaps.userIDs).map { ($0, .userID($0.body)) }
        subkeys = key.subkeys.prefix(ComponentCaps.subkeys).compactMap { component in
            ComponentCaps.admitted(subkey: component.packet).map {
                (component.packet, .subkey($0))
            }
        }
    }

    func admitting(_ type: SignatureType) -> [(Packet, SignatureSubject)] {
        switch type {
        case .directKey, .keyRevocation: [primary]
        case .subkeyBinding, .subkeyRevocation: subkeys
        case _ where SignatureClass(type) != nil: userIDs
        default: []
        }
    }
}

extension TransferablePublicKey {
    fileprivate var signatureCount: Int {
        (identities + subkeys).reduce(directSignatures.count) { $0 + $1.signatures.count }
    }

    /// All signature packets, of whatever stands.
    var signaturePackets: [Packet] {
        directSignatures + identities.flatMap(\.signatures) + subkeys.flatMap(\.signatures)
    }
}
