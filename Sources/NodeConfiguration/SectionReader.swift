import Yams

/// Collects what is wrong while a document is read, so that all of it is reported at once.
final class ProblemLog {
    private(set) var problems: [ConfigurationProblem] = []

    func add(_ message: String, line: Int?, path: String) {
        problems.append(ConfigurationProblem(line: line, path: path, message: message))
    }
}

/// Reads one mapping of the document: only known keys, each value by its own rule.
///
/// Each reading method returns nil after it has logged why; a key that is absent or null gives the
/// default, or is logged when there is none.
struct SectionReader {
    let path: String
    let line: Int?
    let log: ProblemLog
    private let document: ConfigurationDocument
    private var entries: [String: Node] = [:]

    /// Nil (and logged) when `node` is not a mapping.
    init?(
        _ node: Node, path: String, keys: [String], document: ConfigurationDocument,
        log: ProblemLog
    ) {
        guard case .mapping(let mapping) = node else {
            log.add(
                "expected keys and values: write \(keys.map { "\($0):" }.joined(separator: ", "))",
                line: node.mark?.line, path: path)
            return nil
        }
        self.path = path
        self.line = mapping.mark?.line
        self.log = log
        self.document = document
        var lineOfKey: [String: Int] = [:]
        for (key, value) in mapping {
            guard let written = key.scalar?.string else {
                log.add(
                    "a key is not a word: write \(keys.joined(separator: ", "))",
                    line: key.mark?.line, path: path)
                continue
            }
            let text = document.originalKey(written) ?? written
            if let first = lineOfKey[text] {
                log.add(
                    "already given in line \(first): keep one of the two",
                    line: key.mark?.line, path: place(text))
            }
            lineOfKey[text] = lineOfKey[text] ?? key.mark?.line ?? 0
            if text != written { continue }
            guard keys.contains(text) else {
                log.add(
                    Spelling.advice(for: text, among: keys),
                    line: key.mark?.line, path: place(text))
                continue
            }
            entries[text] = value
        }
    }

    /// The line of the value, or of the section when the value is absent.
    func line(of key: String) -> Int? { entries[key]?.mark?.line ?? line }

    /// The path of one of this section's keys.
    func place(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// A section, nil when it is absent or null.
    func section(_ key: String, keys: [String]) -> SectionReader? {
        guard let node = present(key) else { return nil }
        return SectionReader(node, path: place(key), keys: keys, document: document, log: log)
    }

    /// A value that has to be there.
    func value<T>(_ key: String, _ parse: (String) throws(ValueError) -> T) -> T? {
        guard let node = present(key) else {
            log.add("missing: write \(key): and its value", line: line, path: place(key))
            return nil
        }
        return scalar(node, place(key), parse)
    }

    /// A value that may be absent.
    func value<T>(_ key: String, default: T, _ parse: (String) throws(ValueError) -> T) -> T? {
        guard let node = present(key) else { return `default` }
        return scalar(node, place(key), parse)
    }

    /// A list of values with the line of each; empty when absent. Entries that are wrong are logged
    /// and left out.
    func values<T>(
        _ key: String, _ parse: (String) throws(ValueError) -> T
    ) -> [(value: T, line: Int?)] {
        items(key, "a list: write [VALUE, VALUE] or lines that start with -").compactMap { item in
            scalar(item.node, item.path, parse).map { ($0, item.node.mark?.line) }
        }
    }

    /// A list of values in which none stands twice.
    func distinctValues<T: Equatable>(
        _ key: String, _ parse: (String) throws(ValueError) -> T
    ) -> [T] {
        var distinct: [T] = []
        for (index, (value, line)) in values(key, parse).enumerated() {
            if distinct.contains(value) {
                log.add(
                    "\(value) stands twice: remove one", line: line,
                    path: "\(place(key))[\(index)]")
            }
            distinct.append(value)
        }
        return distinct
    }

    /// A list in which an entry may be a value or a section, with the line of each; empty when
    /// absent. Entries that are wrong are logged and left out.
    func entries<T>(
        _ key: String, value parse: (String) throws(ValueError) -> T, keys: [String],
        section read: (SectionReader) -> T?
    ) -> [(value: T, line: Int?)] {
        items(key, "a list: write [VALUE, VALUE] or lines that start with -").compactMap { item in
            let entry: T?
            if case .mapping = item.node {
                entry = SectionReader(
                    item.node, path: item.path, keys: keys, document: document, log: log
                ).flatMap(read)
            } else {
                entry = scalar(item.node, item.path, parse)
            }
            return entry.map { ($0, item.node.mark?.line) }
        }
    }

    /// A list of sections; empty when absent.
    func sections(_ key: String, keys: [String]) -> [SectionReader] {
        items(key, "a list: start each entry with - and its first key").compactMap { item in
            SectionReader(item.node, path: item.path, keys: keys, document: document, log: log)
        }
    }

    func has(_ key: String) -> Bool { present(key) != nil }

    private func items(_ key: String, _ expected: String) -> [(node: Node, path: String)] {
        guard let node = present(key) else { return [] }
        guard case .sequence(let sequence) = node else {
            log.add("expected \(expected)", line: node.mark?.line, path: place(key))
            return []
        }
        return sequence.enumerated().map { ($0.element, "\(place(key))[\($0.offset)]") }
    }

    private func scalar<T>(
        _ node: Node, _ path: String, _ parse: (String) throws(ValueError) -> T
    ) -> T? {
        guard case .scalar(let scalar) = node else {
            log.add(
                "expected one value, not a list or section: write it after the colon",
                line: node.mark?.line, path: path)
            return nil
        }
        do {
            return try parse(scalar.string)
        } catch {
            log.add(error.description, line: scalar.mark?.line, path: path)
            return nil
        }
    }

    private func present(_ key: String) -> Node? {
        guard let node = entries[key] else { return nil }
        if case .scalar(let scalar) = node, scalar.style == .plain,
            ["", "~", "null", "Null", "NULL"].contains(scalar.string)
        {
            return nil
        }
        return node
    }
}
