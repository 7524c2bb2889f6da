package import Keyring
package import NodeService
package import OpenPGP

/// What a process of this node died of. It is set aside in a folder, listed in the status, and
/// refused when it arrives again, without being looked at more than finding it requires.
///
/// What is refused is the one sequence of packets that did the harm, in whatever armor, keyring or
/// framing it comes. Another sequence under the same primary key is not: whoever finds packets that
/// kill could add them to anybody's key and so shut that key's owner out. A variant that kills too
/// costs one more start and becomes one more item.
package final class Quarantine: Sendable {
    /// The folder's name below that of the database.
    package static let folderName = "quarantine"

    /// What is set aside, the newest first. Read once: the folder changes only while no node runs.
    package let items: [QuarantinedItem]
    private let itemOfDigest: [String: QuarantinedItem]

    /// Reads the folder; one that does not exist is empty.
    package init(folder: String) {
        items = QuarantineFolder(folder).items()
        itemOfDigest = Dictionary(items.map { ($0.digest, $0) }) { first, _ in first }
    }

    /// What is left of a submission without what is quarantined.
    package struct Screening: Sendable, Equatable {
        /// The other keys, as a binary keyring; empty when there are none.
        package let passed: [UInt8]
        package let refused: [RefusedKey]
    }

    /// Sorts out what is quarantined; nil when there is nothing of it in `bytes`. Costs nothing
    /// while the quarantine is empty, else the splitting of the bytes and a SHA-256 over them.
    ///
    /// - Parameter bytes: keys, binary or armored, as they arrived.
    package func screen(_ bytes: [UInt8]) -> Screening? {
        guard !items.isEmpty else { return nil }
        if let item = itemOfDigest[QuarantineDigest.of(octets: bytes)] {
            return Screening(passed: [], refused: [Self.refusal(item)])
        }
        var passed: [UInt8] = []
        var refused: [RefusedKey] = []
        for key in RawKeySequence(bytes) {
            if let item = itemOfDigest[QuarantineDigest.of(key)] {
                refused.append(Self.refusal(item))
            } else {
                passed += key.bytes
            }
        }
        return refused.isEmpty ? nil : Screening(passed: passed, refused: refused)
    }

    /// Whether exactly these octets are set aside, whatever they hold.
    package func holds(octets: [UInt8]) -> Bool {
        !items.isEmpty && itemOfDigest[QuarantineDigest.of(octets: octets)] != nil
    }

    /// Whether exactly this key is set aside, as it is when all its packets are in this order.
    package func holds(_ key: TransferablePublicKey) -> Bool {
        !items.isEmpty && itemOfDigest[QuarantineDigest.of(packets: key.encoded())] != nil
    }

    private static func refusal(_ item: QuarantinedItem) -> RefusedKey {
        RefusedKey(
            fingerprint: item.fingerprint.flatMap { Fingerprint(hex: $0) }, .quarantined,
            reason: "quarantined: this node came to harm from exactly this key and does not read "
                + "it again; its operator can release it")
    }
}
