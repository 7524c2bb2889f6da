import HTTPTypes

/// The header fields of an answer: few, each once, in an array that is looked through, since each
/// answer has them made anew.
///
/// Their values are this program's own words and numbers, never what a client has sent.
struct AnswerFields: Sendable, ExpressibleByDictionaryLiteral, Sequence {
    private var fields: [(name: HTTPField.Name, value: String)]

    init(dictionaryLiteral elements: (HTTPField.Name, String)...) {
        fields = elements.map { ($0.0, $0.1) }
        // Those that are usual.
        fields.reserveCapacity(8)
    }

    /// Nil: there is no such field, or is to be none.
    subscript(_ name: HTTPField.Name) -> String? {
        get { fields.first { $0.name == name }?.value }
        set {
            let index = fields.firstIndex { $0.name == name }
            switch (index, newValue) {
            case (let index?, let value?): fields[index].value = value
            case (let index?, nil): fields.remove(at: index)
            case (nil, let value?): fields.append((name, value))
            case (nil, nil): break
            }
        }
    }

    func makeIterator() -> some IteratorProtocol<(name: HTTPField.Name, value: String)> {
        fields.makeIterator()
    }

    /// As Hummingbird has them.
    var httpFields: HTTPFields {
        HTTPFields(fields.map { HTTPField(name: $0.name, value: $0.value) })
    }
}
