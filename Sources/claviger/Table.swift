/// Rows of text with columns as wide as their widest cell.
struct Table {
    private var rows: [[String]] = []
    /// Columns whose cells are numbers and end at the right.
    private let numeric: Set<Int>

    init(header: [String]? = nil, numeric: Set<Int> = []) {
        self.numeric = numeric
        if let header { rows.append(header) }
    }

    mutating func add(_ cells: String...) { rows.append(cells) }

    /// The lines, without blanks at their ends.
    var lines: [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
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
}
