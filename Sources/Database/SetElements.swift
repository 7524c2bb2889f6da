import Keyring
import SetReconciliation

// The elements of the sets, which are the rows of the table `digest`. A digest may stand for two
// keys, and the set holds it once.

enum SetElements {
    static let query = """
        SELECT digest FROM digest WHERE profile = ? AND digest BETWEEN ? AND ? ORDER BY digest
        """
}

extension Reader {
    /// The elements of the profile's set under a prefix, sorted, each once.
    func elements(of profile: Profile, under prefix: Prefix) throws -> [Element] {
        var elements: [Element] = []
        try forEachRow(
            SetElements.query,
            [
                .integer(profile.number), .blob(prefix.lowerBound.bytes),
                .blob(prefix.upperBound.bytes),
            ]
        ) { row in
            elements.appendNew(try row.withBlob(0) { try Element(ofRow: $0) })
            return true
        }
        return elements
    }
}

extension RowStatements {
    /// The same, of the state that the transaction has made.
    func elements(of profile: Profile, under prefix: Prefix) throws -> [Element] {
        var elements: [Element] = []
        try forEachRow(.elements) {
            $0.bind(profile.number)
            $0.bind(prefix.lowerBound.bytes)
            $0.bind(prefix.upperBound.bytes)
        } _: { row in
            elements.appendNew(try row.withBlob(0) { try Element(ofRow: $0) })
            return true
        }
        return elements
    }
}

extension Element {
    fileprivate init(ofRow digest: UnsafeRawBufferPointer) throws(NodeDatabaseError) {
        guard let element = Element(digest) else {
            throw .unsound("table digest: a digest of \(digest.count) octets")
        }
        self = element
    }
}

extension [Element] {
    /// Appends an element unless it is the last one.
    fileprivate mutating func appendNew(_ element: Element) {
        if last != element { append(element) }
    }
}
