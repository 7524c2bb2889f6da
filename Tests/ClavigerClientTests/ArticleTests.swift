import Foundation
import Testing

/// The article about the client and the program that it quotes.
@Suite struct ArticleTests {
    private static let package = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private func lines(_ path: String) throws -> [String] {
        try String(contentsOf: Self.package.appending(path: path), encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: .whitespaces) }
    }

    @Test func `the code in the article stands in the program that is built`() throws {
        let article = try lines("Sources/ClavigerClient/ClavigerClient.docc/ClavigerClient.md")
        let program = try lines("cluster/examples/swift/FollowKeys.swift")
        var blocks: [[String]] = []
        var block: [String]?
        for line in article {
            switch (line, block) {
            case ("```swift", nil): block = []
            case ("```", let finished?):
                blocks.append(finished)
                block = nil
            default: block?.append(line)
            }
        }
        #expect(blocks.count >= 5)
        for block in blocks {
            #expect(program.contains(block), "\(block.joined(separator: "\n"))")
        }
    }
}
