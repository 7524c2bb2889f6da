/// Rows of text with columns as wide as their widest cell.
struct Table {
    private var rows: [[String]] = []
    /// Columns whose cells are numbers and end at the right.
    private let numeric: Set<Int>
    /// The column that is cut where a line would be too wide; nil: the lines are as wide as they are.
    private let flexible: Int?

    /// A column is never cut to less than this: narrower terminals wrap the lines.
    private static let narrowest = 12

    init(header: [String]? = nil, numeric: Set<Int> = [], flexible: Int? = nil) {
        self.numeric = numeric
        self.flexible = flexible
        if let header { rows.append(header) }
    }

    mutating func add(_ cells: String...) { rows.append(cells) }

    /// The lines, without blanks at their ends.
    var lines: [String] { lines(width: nil) }

    /// The lines, no wider than `width` where the flexible column can make up for it.
    func lines(width: Int?) -> [String] {
        let widths = widths(within: width)
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let cell = cut(cell, to: widths[column])
                let blanks = String(repeating: " ", count: widths[column] - cell.count)
                return numeric.contains(column) ? blanks + cell : cell + blanks
            }
            let line = cells.joined(separator: "  ")
            return String(
                line.prefix(
                    (line.lastIndex { $0 != " " }).map {
                        line.distance(from: line.startIndex, to: $0) + 1
                    } ?? 0))
        }
    }

    private func widths(within width: Int?) -> [Int] {
        let columns = rows.map(\.count).max() ?? 0
        var widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        guard let width, let flexible, flexible < columns else { return widths }
        let excess = widths.reduce(0, +) + 2 * (columns - 1) - width
        if excess > 0 {
            widths[flexible] = max(
                min(widths[flexible], Self.narrowest), widths[flexible] - excess)
        }
        return widths
    }

    private func cut(_ cell: String, to width: Int) -> String {
        cell.count <= width ? cell : cell.prefix(max(0, width - 1)) + "…"
    }
}
