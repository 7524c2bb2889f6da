import Keyring
import NodeService
import OpenPGP
import SetReconciliation

extension SetStatus {
    /// Octets of the root digest: half of SHA-256 is beyond collisions by chance.
    private static let rootDigestLength = 16

    init(_ profile: Profile, root: PrefixTreeNode) {
        let count = UInt64(root.count)
        let countOctets = (0..<8).map { UInt8(truncatingIfNeeded: count >> (56 - 8 * $0)) }
        let digest = MessageDigest.sha256(countOctets + root.samples.storageBytes)
        self.init(
            profile: profile.rawValue, count: root.count,
            rootDigest: digest.prefix(Self.rootDigestLength)
                .map { octet in
                    let digits = String(octet, radix: 16)
                    return digits.count == 1 ? "0" + digits : digits
                }.joined())
    }
}
