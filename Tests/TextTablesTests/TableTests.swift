import Testing

@testable import TextTables

/// Lines of a table at the widths of terminals.
@Suite struct TableTests {
    private func table(_ concessions: [Table.Concession]) -> Table {
        var table = Table(
            header: ["KEY", "ALGORITHM", "KEYS", "USER ID"], numeric: [2], conceding: concessions)
        table.add("0123456789", "ed25519", "7", "Ada Lovelace <ada@example.org>")
        table.add("ABCDEF", "rsa4096", "1,234", "Böb")
        return table
    }

    @Test func `where there is room for it everything is shown`() {
        let lines = [
            "KEY         ALGORITHM   KEYS  USER ID",
            "0123456789  ed25519        7  Ada Lovelace <ada@example.org>",
            "ABCDEF      rsa4096    1,234  Böb",
        ]
        let table = table([.cut(3, to: 12), .drop(1)])
        #expect(table.lines == lines)
        #expect(table.lines(width: 60) == lines)
        #expect(table.lines(width: 59)[1].hasSuffix("<ada@example.or…"))
    }

    @Test func `the least important gives way first, and no more than it has to`() {
        let table = table([.cut(3, to: 20), .drop(1), .cut(3, to: 12)])
        #expect(table.lines(width: 50)[1] == "0123456789  ed25519        7  Ada Lovelace <ada@e…")
        // The user ID is as narrow as it gets before a column is left out.
        #expect(table.lines(width: 49)[1] == "0123456789      7  Ada Lovelace <ada@e…")
        #expect(table.lines(width: 35)[1] == "0123456789      7  Ada Lovelace <a…")
        #expect(table.lines(width: 1)[1] == "0123456789      7  Ada Lovelac…")
    }

    @Test(arguments: 31...70)
    func `no line is wider than the terminal`(width: Int) {
        let table = table([.cut(3, to: 20), .drop(1), .cut(3, to: 12)])
        for line in table.lines(width: width) {
            #expect(line.columns <= width)
            #expect(line.last != " ")
        }
    }

    @Test func `wide and joined characters take the columns that terminals give them`() {
        var table = Table(flexible: 0)
        table.add("山田太郎", "|")
        table.add("e\u{301}e\u{301}", "|")
        table.add("👩‍👩‍👧 x", "|")
        #expect(table.lines.map { $0.prefix { $0 != "|" }.description.columns } == [10, 10, 10])
        table = Table(flexible: 0)
        table.add("山田太郎山田太郎", "|")
        #expect(table.lines(width: 15) == ["山田太郎山…   |"] || table.lines(width: 15) == ["山田太郎山…  |"])
        #expect(table.lines(width: 15)[0].columns <= 15)
    }

    @Test(arguments: [
        "\u{1B}[2J\u{1B}]0;x\u{7}", "\u{9B}31m", "a\r\nb", "a\tb", "\u{7F}", "\u{202E}gro.live",
        "\u{2067}x", "a\u{2028}b", "\0",
    ])
    func `what makes a terminal do something does not get there`(text: String) {
        var table = Table()
        table.add("A", "Eve \(text) <eve@example.org>")
        #expect(table.lines.count == 1)
        for line in [table.lines[0], text.harmless] {
            #expect(
                line.unicodeScalars.allSatisfy { scalar in
                    scalar.properties.generalCategory != .control
                        && !["\u{202E}", "\u{2067}", "\u{2028}"].contains(scalar)
                })
            #expect(line.contains("\u{FFFD}"))
        }
        #expect("a\n\tb".harmlessLines == "a\n\tb")
    }

    @Test func `text that does no harm stays as it is`() {
        let text = "Zoë \"Ö\" 山田 <z@example.org> 👩‍👩‍👧"
        #expect(text.harmless == text)
    }

    @Test func `COLUMNS goes before what the terminal says`() {
        #expect(TerminalWidth.chosen(variable: "100", told: 90) == 100)
        #expect(TerminalWidth.chosen(variable: nil, told: 90) == 90)
        #expect(TerminalWidth.chosen(variable: "wide", told: 90) == 90)
        #expect(TerminalWidth.chosen(variable: "-3", told: 0) == TerminalWidth.usual)
        // Not a terminal: whole lines.
        #expect(TerminalWidth.of(-1, variable: "100") == nil)
    }
}
