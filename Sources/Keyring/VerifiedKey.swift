package import OpenPGP

/// What of a key its owner made: the form that counts in the profile `claviger-1` and from which
/// what is served is made.
///
/// It holds the primary key, the signatures that the primary key made on itself, the user IDs and
/// subkeys that it speaks for, with those signatures; each signature in its canonical
/// representative, everything in normal order.
///
/// The form is a function f of the set of packets ever seen of the key: pure, time-free,
/// idempotent, and closed under union, f(x ∪ y) = f(f(x) ∪ f(y)). So servers that have seen the same
/// packets, in any order and grouping, have the same form, and nothing verified is ever verified
/// again. Each rule is closed by itself: verification concerns one packet and where it stands;
/// representatives are minima, cuts are prefixes of total orders that no other rule disturbs;
/// binding and hard revocation are monotone.
package struct VerifiedKey: Sendable, Equatable {
    /// The key; the primary key packet alone when nothing is verified.
    package let key: TransferablePublicKey

    /// What the database holds: nothing is verified again.
    package init(trusting key: TransferablePublicKey) {
        self.key = key
    }

    init(_ content: VerifiedContent) {
        key = content.reduced()
    }

    /// Nothing verified of a key.
    package static func nothing(of primaryKey: PublicKey) -> VerifiedKey {
        VerifiedKey(trusting: TransferablePublicKey(primaryKey: primaryKey))
    }

    /// Whether nothing is verified: the key is not in the profile, not served, not found.
    package var isEmpty: Bool {
        key.directSignatures.isEmpty && key.identities.isEmpty && key.subkeys.isEmpty
    }

    /// Whether clients can be given the key: the owner says something of a component, and a key of
    /// version 6 has the direct-key signature or revocation without which it is none (RFC 9580
    /// §10.1.1). These are no rules of the form itself: parts of a key that arrive before what
    /// makes them of use are not lost.
    package var isServable: Bool {
        guard key.primaryKey.version < 6 else { return !key.directSignatures.isEmpty }
        return !key.directSignatures.isEmpty || !key.subkeys.isEmpty
            || key.identities.contains(where: \.isBound)
    }

    /// The key without user IDs that have nothing but approvals of others' certifications.
    var bound: TransferablePublicKey {
        var bound = key
        bound.identities.removeAll { !$0.isBound }
        return bound
    }

    /// Whether the owner revoked the key for all time, so that nothing else of it counts.
    package var isHardRevoked: Bool {
        key.directSignatures.contains {
            VerifiedSignature(trusting: $0)?.signature.isHardRevocation ?? false
        }
    }

    /// The form of both together. Takes no cryptography.
    package func merged(with other: VerifiedKey) -> VerifiedKey {
        precondition(
            key.primaryKey == other.key.primaryKey, "Only copies of one key are merged.")
        if other.isEmpty || self == other { return self }
        if isEmpty { return other }
        var content = VerifiedContent(key.primaryKey)
        content.add(key)
        content.add(other.key)
        return VerifiedKey(content)
    }

    /// The digest in the profile `claviger-1`: the first 16 octets of SHA-256 over the key in
    /// normal order and shortest framing. Nil when nothing is verified.
    package var digest: KeyDigest? {
        isEmpty ? nil : KeyDigest(bytes: MessageDigest.sha256(key.encoded()).prefix(16))
    }
}

extension VerifiedKey {
    /// Changes with the rules in this target; what rests on cryptography is named by the
    /// verifier's capabilities.
    private static let revision = 1

    /// The rules and the capability set by which keys are verified. Forms made under other rules
    /// are not comparable: they have to be made anew from the stored keys.
    package static let rules =
        "claviger-1 revision \(revision): \(SignatureVerifier.capabilities)"

    /// The rules in 16 hexadecimal digits, for handshakes.
    package static let rulesDigest: String = {
        guard let digest = KeyDigest(bytes: MessageDigest.sha256(Array(rules.utf8)).prefix(16))
        else { preconditionFailure("16 octets are a digest.") }
        return String(digest.hex.prefix(16))
    }()
}

extension TransferablePublicKey.Component {
    /// Whether one of the component's signatures, all by the owner, is a statement about it or its
    /// revocation.
    fileprivate var isBound: Bool {
        signatures.contains { packet in
            switch SignatureType(of: packet).flatMap(SignatureClass.init) {
            case .statement, .revocation: true
            case .approval, nil: false
            }
        }
    }
}
