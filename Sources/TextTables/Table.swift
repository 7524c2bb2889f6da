/// Rows of text with columns as wide as their widest cell, fit for a terminal: no control character
/// of a cell gets into a line.
package struct Table {
    /// What a table does, one step after the other, until it is as narrow as it has to be.
    package enum Concession: Sendable {
        /// The cells of a column are cut, down to a width.
        case cut(_ column: Int, to: Int)
        /// A column is left out.
        case drop(_ column: Int)
    }

    private var rows: [[String]] = []
    /// Columns whose cells are numbers and end at the right.
    private let numeric: Set<Int>
    private let concessions: [Concession]

    /// Between two columns.
    private static let gap = 2
    /// Of a column that is cut, unless the table says otherwise: narrower terminals wrap the lines.
    private static let narrowest = 12

    /// - Parameter concessions: the least important first. Without any the lines are as wide as they
    ///   are.
    package init(
        header: [String]? = nil, numeric: Set<Int> = [], conceding concessions: [Concession] = []
    ) {
        self.numeric = numeric
        self.concessions = concessions
        if let header { rows.append(header) }
    }

    /// - Parameter flexible: the column that is cut where a line would be too wide.
    package init(header: [String]? = nil, numeric: Set<Int> = [], flexible: Int) {
        self.init(
            header: header, numeric: numeric, conceding: [.cut(flexible, to: Self.narrowest)])
    }

    package mutating func add(_ cells: String...) { rows.append(cells.map(\.harmless)) }

    /// The lines, without blanks at their ends.
    package var lines: [String] { lines(width: nil) }

    /// The lines, no wider than `width` as far as the table has something to concede.
    package func lines(width: Int?) -> [String] {
        let widths = widths(within: width)
        return rows.map { row in
            let cells = row.enumerated().compactMap { column, cell -> String? in
                guard let room = widths[column] else { return nil }
                let cell = cut(cell, to: room)
                let blanks = String(repeating: " ", count: room - cell.columns)
                return numeric.contains(column) ? blanks + cell : cell + blanks
            }
            let line = cells.joined(separator: String(repeating: " ", count: Self.gap))
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }

    /// The width of each column; nil: it is left out.
    private func widths(within width: Int?) -> [Int?] {
        let columns = rows.map(\.count).max() ?? 0
        var widths = (0..<columns).map { column -> Int? in
            rows.map { column < $0.count ? $0[column].columns : 0 }.max()
        }
        guard let width else { return widths }
        for concession in concessions {
            let shown = widths.compactMap { $0 }
            let excess = shown.reduce(0, +) + Self.gap * (shown.count - 1) - width
            guard excess > 0 else { break }
            switch concession {
            case .cut(let column, to: let narrowest):
                guard column < columns, let room = widths[column] else { continue }
                widths[column] = max(min(room, narrowest), room - excess)
            case .drop(let column):
                guard column < columns else { continue }
                widths[column] = nil
            }
        }
        return widths
    }

    private func cut(_ cell: String, to width: Int) -> String {
        guard cell.columns > width else { return cell }
        var room = max(0, width - 1)
        let kept = cell.prefix { character in
            room -= character.columns
            return room >= 0
        }
        return kept + "…"
    }
}
