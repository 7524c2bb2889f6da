/// Everything that is wrong with a configuration file, in the order of its lines.
package struct ConfigurationProblems: Error, Equatable, CustomStringConvertible {
    package let file: String
    package let problems: [ConfigurationProblem]

    init(file: String, problems: [ConfigurationProblem]) {
        precondition(!problems.isEmpty, "problems are reported only when there are some")
        self.file = file
        // Sorting keeps the order of discovery within a line.
        self.problems = problems.enumerated()
            .sorted { ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset) }
            .map(\.element)
    }

    /// One line a problem: `node.yaml:12: recon.peers[0].filters: unknown filter …`.
    package var description: String {
        problems.map { $0.description(in: file) }.joined(separator: "\n")
    }
}

/// One thing that is wrong with a configuration file.
package struct ConfigurationProblem: Error, Equatable {
    /// Counted from 1; nil when the file as a whole is meant.
    package let line: Int?
    /// The place in the document, such as `recon.peers[0].filters`; empty: the document.
    package let path: String
    /// What is wrong and what to write instead.
    package let message: String

    func description(in file: String) -> String {
        var text = file
        if let line { text += ":\(line)" }
        if !path.isEmpty { text += ": \(path)" }
        return text + ": \(message)"
    }
}
