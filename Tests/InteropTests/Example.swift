import Foundation

/// A program of `cluster/examples`.
enum Example: String, CaseIterable, Sendable {
    case shell
    case python
    case perl
    case swift

    /// The program with its arguments; all take the same.
    func command(_ socket: String, _ arguments: [String]) -> [String] {
        [program, socket] + arguments
    }

    private var program: String {
        let folder = "\(Package.folder)/cluster/examples"
        return switch self {
        case .shell: "\(folder)/keys.sh"
        case .python: "\(folder)/keys.py"
        case .perl: "\(folder)/keys.pl"
        // Built beside the program under test.
        case .swift:
            URL(fileURLWithPath: Package.claviger).deletingLastPathComponent().path + "/follow-keys"
        }
    }

    /// What has to be installed for it.
    var tool: Tool? {
        switch self {
        case .shell: .curl
        case .python: .python3
        case .perl: .perl
        case .swift: nil
        }
    }

    /// Those whose tests run: in CI all of them.
    static var expected: [Example] { allCases.filter { $0.tool?.isExpected ?? true } }

    func run(_ socket: String, _ arguments: String...) async throws -> ProgramResult {
        try await Program.run(command(socket, arguments))
    }

    /// Follows the changes from where the file says; what it prints goes to files.
    func follow(_ socket: String, cursor: String, outputs: String) throws -> Program {
        try Program(command(socket, ["follow", cursor]), outputs: outputs)
    }
}
