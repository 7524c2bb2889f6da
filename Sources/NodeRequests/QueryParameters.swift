/// The parameters of a request's query, percent-decoded, in their order.
package struct QueryParameters: Sendable {
    package private(set) var items: [(name: String, value: String)] = []

    package init() {}

    /// Blanks may be written as `+`, as forms and most libraries write them. Nil when an escape is
    /// malformed.
    package init?(query: some StringProtocol) {
        let query = String(query.map { $0 == "+" ? " " : $0 })
        for item in query.split(separator: "&") {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = String(parts[0]).removingPercentEscapes,
                let value = String(parts.count > 1 ? parts[1] : "").removingPercentEscapes
            else { return nil }
            items.append((name, value))
        }
    }

    package subscript(name: String) -> String? { items.first { $0.name == name }?.value }

    package func all(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }

    package mutating func append(_ name: String, _ value: String) { items.append((name, value)) }

    /// As it stands behind the `?` of a URL.
    package var text: String {
        items.map { "\($0.name.percentEscaped)=\($0.value.percentEscaped)" }.joined(separator: "&")
    }
}
