import OpenPGP
import SetReconciliation

/// What a transaction does to one profile's set: the difference between its beginning and its end.
struct SetChanges {
    private(set) var inserted: [Element] = []
    private(set) var removed: [Element] = []

    var isEmpty: Bool { inserted.isEmpty && removed.isEmpty }

    /// Records once of each digest whether the set held it before the transaction, and after it.
    mutating func record(_ digest: KeyDigest, before: Bool, after: Bool) {
        guard before != after else { return }
        if after { inserted.append(Element(digest)) } else { removed.append(Element(digest)) }
    }
}

extension Element {
    /// A key's digest as an element of a reconciled set: the same 128 bits.
    init(_ digest: KeyDigest) { self.init(high: digest.high, low: digest.low) }
}
