import Keyring
import OpenPGP

/// Which keys the names of a zone stand for. A digest cannot be turned back into an address, so the
/// keys of the domain are walked and their fingerprints kept by digest; the keys themselves stay
/// with the node.
struct ZoneIndex: Sendable, Equatable {
    private var fingerprints: [LocalPartDigest: [Fingerprint]] = [:]

    init() {}

    /// - Parameters:
    ///   - keys: the newest change first.
    ///   - limit: keys of one address.
    ///   - now: Unix seconds.
    init(_ keys: [FoundKey], of zone: Zone, limit: Int, now: Int) {
        // Keys that are of use come first, so that others do not push them out.
        var useless: [(digests: Set<LocalPartDigest>, fingerprint: Fingerprint)] = []
        for key in keys {
            guard let listing = try? KeyListing(packets: key.packets) else { continue }
            var digests: Set<LocalPartDigest> = []
            for userID in listing.userIDs where !userID.isRevoked {
                guard let address = MailAddress(userID: userID.bytes), zone.isHome(of: address)
                else { continue }
                digests.formUnion(LocalPartDigest.both(of: address.localPart))
            }
            if listing.isUsable(at: now) {
                add(key.fingerprint, for: digests, limit: limit)
            } else if !digests.isEmpty {
                useless.append((digests, key.fingerprint))
            }
        }
        for (digests, fingerprint) in useless { add(fingerprint, for: digests, limit: limit) }
    }

    private mutating func add(
        _ fingerprint: Fingerprint, for digests: Set<LocalPartDigest>, limit: Int
    ) {
        for digest in digests {
            guard fingerprints[digest, default: []].count < limit else { continue }
            fingerprints[digest, default: []].append(fingerprint)
        }
    }

    /// Never empty where there is an entry: keys of use before revoked and expired ones, the newest
    /// change first.
    subscript(digest: LocalPartDigest) -> [Fingerprint]? { fingerprints[digest] }

    var count: Int { fingerprints.count }
}

extension KeyListing {
    /// Neither revoked nor expired.
    func isUsable(at now: Int) -> Bool {
        !isRevoked && (expirationTime.map { Int($0) > now } ?? true)
    }
}
