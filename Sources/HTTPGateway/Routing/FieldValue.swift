/// The value of a header field with parameters behind it (RFC 9110 §5.6.6), such as a media type.
struct FieldValue {
    /// In lower case, such as `application/pgp-keys`; empty when the client does not say.
    let name: String
    private let parameters: Substring

    init(_ field: String) {
        let name = field.utf8.prefix { $0 != UInt8(ascii: ";") }
        let letters = name.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
        self.name = String(decoding: letters, as: UTF8.self).lowercased()
        parameters = field[name.endIndex...]
    }

    /// Those of a list with commas (RFC 9110 §5.6.1).
    static func list(_ field: String) -> [FieldValue] {
        field.utf8.split(separator: UInt8(ascii: ",")).map { FieldValue(String(Substring($0))) }
    }

    /// As the type of a body: keys as they are, packets or armored text.
    var isOpenPGP: Bool { name == "application/pgp-keys" || name == "application/pgp" }

    /// The value of a parameter, without the quotes around it.
    subscript(_ parameter: String) -> String? {
        var rest = parameters
        while rest.first == ";" {
            rest = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
            let name = rest.prefix { $0 != "=" && $0 != ";" }
            rest = rest[name.endIndex...]
            var value = ""
            if rest.first == "=" {
                rest = rest.dropFirst()
                if rest.first == "\"" {
                    (value, rest) = Self.quoted(rest.dropFirst())
                } else {
                    value = String(rest.prefix { $0 != ";" && $0 != " " && $0 != "\t" })
                }
                rest = rest.drop { $0 != ";" }
            }
            if name.lowercased() == parameter { return value }
        }
        return nil
    }

    /// What stands before the closing quote, escapes undone, and what follows the quote.
    private static func quoted(_ text: Substring) -> (String, Substring) {
        var value = ""
        var isEscaped = false
        for index in text.indices {
            let character = text[index]
            if isEscaped {
                value.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                return (value, text[text.index(after: index)...])
            } else {
                value.append(character)
            }
        }
        return (value, "")
    }
}
