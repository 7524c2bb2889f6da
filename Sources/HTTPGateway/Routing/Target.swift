/// What of a request's target follows its route's path: all that a lookup depends on.
struct Target: Sendable {
    /// What follows the path and a slash, as it came, percent-encoded; empty when nothing does.
    let argument: Substring
    let query: FormFields
}

extension [UInt8] {
    /// At once; the view of UTF-8 as a sequence gives its octets one by one.
    init(_ text: Substring) {
        self = text.utf8.span.withUnsafeBufferPointer { Array($0) }
    }
}

/// The target of a request, in its parts (RFC 9112 §3.2.1).
struct SplitTarget {
    let path: Substring
    let query: Substring

    init(_ target: String) {
        let end = target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
        path = target[..<end]
        query = target[end...].dropFirst()
    }
}
