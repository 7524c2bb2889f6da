import Yams

/// A YAML file composed into nodes with their lines.
///
/// The YAML library refuses a document with a key that stands twice in one mapping, and stops
/// there. So that this is one problem among the others, the earlier of the two is renamed and the
/// document composed again; ``originalKey(_:)`` knows such keys.
struct ConfigurationDocument {
    /// Nil when the file holds nothing.
    let root: Node?
    private var renamed: [String: String] = [:]

    /// More keys given twice than this are not told apart: the file is not a configuration.
    private static let maximumDuplicates = 100

    init(_ text: String) throws(ConfigurationProblem) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for count in 0... {
            do {
                root = try Yams.compose(yaml: lines.joined(separator: "\n"))
                return
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                guard count < Self.maximumDuplicates, let key = keys.first,
                    let renamedKey = Self.rename(key, at: context.mark, in: &lines, number: count)
                else {
                    throw ConfigurationProblem(
                        line: context.mark.line, path: keys.first ?? "",
                        message: "this key stands more than once: keep one")
                }
                renamed[renamedKey] = key
            } catch {
                throw ConfigurationProblem(yaml: error)
            }
        }
        preconditionFailure("the loop ends by returning or throwing")
    }

    /// The key that stood where `key` stands now, when a later one of the same name hid it.
    func originalKey(_ key: String) -> String? { renamed[key] }

    /// Puts a prefix before the key at `mark`; nil when the text there is not that key.
    private static func rename(
        _ key: String, at mark: Mark, in lines: inout [String], number: Int
    ) -> String? {
        guard lines.indices.contains(mark.line - 1), mark.column >= 1 else { return nil }
        var scalars = lines[mark.line - 1].unicodeScalars
        guard
            var place = scalars.index(
                scalars.startIndex, offsetBy: mark.column - 1, limitedBy: scalars.endIndex),
            place < scalars.endIndex
        else { return nil }
        if scalars[place] == "\"" || scalars[place] == "'" { place = scalars.index(after: place) }
        guard String(scalars[place...]).hasPrefix(key) else { return nil }
        let prefix = "given-twice-\(number)-"
        scalars.insert(contentsOf: prefix.unicodeScalars, at: place)
        lines[mark.line - 1] = String(scalars)
        return prefix + key
    }
}

extension ConfigurationProblem {
    /// What the YAML parser says, in our words and with its line.
    fileprivate init(yaml error: any Error) {
        let advice = "correct the YAML: two spaces a level, no tabs, `key: value`"
        switch error {
        case YamlError.scanner(_, let problem, let mark, _),
            YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            self.init(line: mark.line, path: "", message: "\(problem): \(advice)")
        case YamlError.reader(let problem, let offset, _, let yaml):
            let line = offset.map { yaml.prefix($0).count { $0.isNewline } + 1 }
            self.init(line: line, path: "", message: "\(problem): write plain UTF-8 text")
        default:
            self.init(line: nil, path: "", message: "not YAML: \(advice)")
        }
    }
}
