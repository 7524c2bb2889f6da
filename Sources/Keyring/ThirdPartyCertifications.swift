import OpenPGP

/// Which certifications by other keys are served under a user ID.
struct ThirdPartyCertifications {
    /// Certifications served under one user ID by policy `approved`: what approvals of some 32 KiB
    /// can list, and more than any key has. All are the owner's will.
    static let maximumApproved = 1024

    /// Certifications served under one user ID by policy `all`; the most in the Debian keyring is
    /// below 400.
    static let maximumPlausible = 512

    /// Digests computed for one key by policy `all`, so that a flood costs no more than the
    /// largest honest key would.
    static let maximumPlausibilityTests = 16_384

    private let primaryKey: PublicKey
    private let policy: ServingPolicy.ThirdParty
    private var testsLeft = Self.maximumPlausibilityTests

    init(under primaryKey: PublicKey, policy: ServingPolicy.ThirdParty) {
        self.primaryKey = primaryKey
        self.policy = policy
    }

    /// The certifications to serve, of `stored` packets in order, beside the owner's `own`
    /// signatures on the user ID.
    mutating func served(
        userID: Packet, own: [VerifiedSignature], stored: [Packet]
    ) -> [Packet] {
        switch policy {
        case .none: []
        case .approved: approved(own: own, stored: stored)
        case .all: plausible(userID: userID, own: own, stored: stored)
        }
    }

    // MARK: Approved

    /// The list of the newest approval; of several equally new ones, all lists. An empty list
    /// withdraws what older ones approved.
    private func approved(own: [VerifiedSignature], stored: [Packet]) -> [Packet] {
        let approvals = own.map(\.signature).filter { $0.type == .attestation }
        let newest = approvals.compactMap(\.creationTime).max()
        var lists: [HashAlgorithm: Set<[UInt8]>] = [:]
        for approval in approvals where approval.creationTime == newest {
            if let digests = approval.approvedDigests, !digests.isEmpty {
                lists[approval.hashAlgorithm, default: []].formUnion(digests)
            }
        }
        guard !lists.isEmpty else { return [] }
        let ownStatements = Set(own.map(\.signature.hashedOctets))
        var best: [[UInt8]: Packet] = [:]
        for packet in stored {
            guard
                let certification = ThirdPartyCertification(packet, under: primaryKey),
                !ownStatements.contains(certification.signature.hashedOctets),
                lists.contains(where: { algorithm, digests in
                    certification.signature.approvalDigest(algorithm).map(digests.contains)
                        ?? false
                })
            else { continue }
            best.keepLeast(certification.packet, for: certification.signature.identity)
        }
        return Array(best.values.sorted().prefix(Self.maximumApproved))
    }

    // MARK: Plausible

    /// Those whose announced digest octets are right, one of each issuer and statement. A variant
    /// of the owner's own signature that names another issuer is none: it would make clients lose
    /// the good one.
    private mutating func plausible(
        userID: Packet, own: [VerifiedSignature], stored: [Packet]
    ) -> [Packet] {
        let ownStatements = Set(own.map(\.signature.hashedOctets))
        var best: [ThirdPartyCertification.Statement: Packet] = [:]
        for packet in stored {
            guard testsLeft > 0, best.count < Self.maximumPlausible else { break }
            guard
                let certification = ThirdPartyCertification(packet, under: primaryKey),
                !ownStatements.contains(certification.signature.hashedOctets)
            else { continue }
            testsLeft -= 1
            var cost = 0
            guard
                certification.signature.isPlausible(
                    on: .userID(userID.body), of: primaryKey, cost: &cost)
            else { continue }
            best.keepLeast(certification.packet, for: certification.statement)
        }
        return best.values.sorted()
    }
}

extension Dictionary where Value == Packet {
    fileprivate mutating func keepLeast(_ packet: Packet, for key: Key) {
        if let other = self[key], other < packet { return }
        self[key] = packet
    }
}
