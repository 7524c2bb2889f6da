extension TransferablePublicKey {
    /// The key as SKS stores it after reading or merging.
    ///
    /// Direct signatures become a set. Components are grouped by identical packet: if one occurs
    /// more than once its signature lists are united to a set; if it occurs once its list is left
    /// as it is, duplicates included (SKS's own quirk, which its digests show). Everything is put
    /// in the order of packets, so equal contents give equal values. Normalising twice changes
    /// nothing more.
    package func normalized() -> TransferablePublicKey {
        isNormal
            ? self
            : TransferablePublicKey(
                primaryKey: primaryKey, directSignatures: sortedSet(directSignatures),
                identities: normalize(identities), subkeys: normalize(subkeys))
    }

    /// Whether normalising changes nothing, as with most keys that arrive.
    private var isNormal: Bool {
        isAscending(directSignatures, by: <) && isNormal(identities) && isNormal(subkeys)
    }

    private func isNormal(_ components: [Component]) -> Bool {
        isAscending(components) { $0.packet < $1.packet }
            && components.allSatisfy { isAscending($0.signatures) { !($1 < $0) } }
    }

    /// The union of two copies of one key: the normalisation of both one after the other. Nil if
    /// the primary key packets differ, even when fingerprints or key IDs agree.
    package func merged(with other: TransferablePublicKey) -> TransferablePublicKey? {
        guard primaryKey == other.primaryKey else { return nil }
        return TransferablePublicKey(
            primaryKey: primaryKey,
            directSignatures: sortedSet(directSignatures + other.directSignatures),
            identities: normalize(identities + other.identities),
            subkeys: normalize(subkeys + other.subkeys))
    }
}

private func isAscending<Item>(_ items: [Item], by precedes: (Item, Item) -> Bool) -> Bool {
    for index in items.indices.dropFirst() where !precedes(items[index - 1], items[index]) {
        return false
    }
    return true
}

private func normalize(
    _ components: [TransferablePublicKey.Component]
) -> [TransferablePublicKey.Component] {
    let ordered = components.sorted { $0.packet < $1.packet }
    var normalized: [TransferablePublicKey.Component] = []
    normalized.reserveCapacity(ordered.count)
    var index = 0
    while index < ordered.count {
        var signatures = ordered[index].signatures
        var end = index + 1
        while end < ordered.count, ordered[end].packet == ordered[index].packet {
            signatures += ordered[end].signatures
            end += 1
        }
        normalized.append(
            TransferablePublicKey.Component(
                packet: ordered[index].packet,
                signatures: end - index > 1 ? sortedSet(signatures) : signatures.sorted()))
        index = end
    }
    return normalized
}

/// The packets in order, each once.
private func sortedSet(_ packets: [Packet]) -> [Packet] {
    var set: [Packet] = []
    set.reserveCapacity(packets.count)
    for packet in packets.sorted() where set.last != packet { set.append(packet) }
    return set
}
