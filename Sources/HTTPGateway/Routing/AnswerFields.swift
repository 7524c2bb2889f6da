import HTTPTypes

/// The header fields of an answer: few, each once, in an array that is looked through, since each
/// answer has them made anew.
///
/// Their values are this program's own words and numbers, never what a client has sent.
struct AnswerFields: Sendable, ExpressibleByDictionaryLiteral, Sequence {
    /// No pair: the language's runtime copies arrays of pairs one by one.
    struct Field {
        let name: HTTPField.Name
        var value: String
    }

    private var fields: [Field] = []

    init(dictionaryLiteral elements: (HTTPField.Name, String)...) {
        // Those that are usual.
        fields.reserveCapacity(8)
        for (name, value) in elements { fields.append(Field(name: name, value: value)) }
    }

    /// Nil: there is no such field, or is to be none.
    subscript(_ name: HTTPField.Name) -> String? {
        get { fields.first { $0.name == name }?.value }
        set {
            let index = fields.firstIndex { $0.name == name }
            switch (index, newValue) {
            case (let index?, let value?): fields[index].value = value
            case (let index?, nil): fields.remove(at: index)
            case (nil, let value?): fields.append(Field(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    func makeIterator() -> IndexingIterator<[Field]> { fields.makeIterator() }

    /// As Hummingbird has them.
    var httpFields: HTTPFields {
        HTTPFields(fields.map { HTTPField(name: $0.name, value: $0.value) })
    }
}
