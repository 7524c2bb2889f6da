/// The parameters of a request's query, percent-decoded, in their order.
package struct QueryParameters: Sendable {
    package private(set) var items: [(name: String, value: String)] = []

    package init() {}

    /// Blanks may be written as `+`, as forms and most libraries write them. Nil when an escape is
    /// malformed.
    package init?(query: some StringProtocol) {
        for item in Array(query.utf8).split(separator: UInt8(ascii: "&")) {
            let escaped = item.prefix { $0 != UInt8(ascii: "=") }
            guard let name = String(escaped: escaped, blank: UInt8(ascii: "+")),
                let value = String(
                    escaped: item[escaped.endIndex...].dropFirst(), blank: UInt8(ascii: "+"))
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
