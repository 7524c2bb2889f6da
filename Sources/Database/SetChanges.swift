import OpenPGP
import SetReconciliation

/// What a transaction does to one profile's set. A digest may come and go several times in a
/// transaction; what counts is the difference between its beginning and its end.
struct SetChanges {
    private var states: [KeyDigest: (before: Bool, after: Bool)] = [:]

    mutating func record(_ digest: KeyDigest, before: Bool, after: Bool) {
        states[digest] = (before: states[digest]?.before ?? before, after: after)
    }

    var inserted: [Element] { elements { !$0.before && $0.after } }
    var removed: [Element] { elements { $0.before && !$0.after } }
    var isEmpty: Bool { !states.values.contains { $0.before != $0.after } }

    private func elements(where isMeant: ((before: Bool, after: Bool)) -> Bool) -> [Element] {
        states.filter { isMeant($0.value) }.map { Element($0.key) }.sorted()
    }
}

extension Element {
    /// A key's digest as an element of a reconciled set: the same 128 bits.
    init(_ digest: KeyDigest) { self.init(high: digest.high, low: digest.low) }
}
