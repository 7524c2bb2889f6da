import Foundation
import Testing

extension Interoperability {
    /// What `scripts/install` puts where.
    @Suite(.serialized)
    struct Installation {
        private func withInstallation(
            _ body: (_ root: String, _ commands: [String]) async throws -> Void
        ) async throws {
            let scratch = try Scratch()
            defer { scratch.remove() }
            let root = "\(scratch.path)/root"
            try await Program.check(
                ["\(Package.folder)/scripts/install", "--program", Package.claviger],
                environment: ["DESTDIR": root])
            let help = try await Program.check(["\(root)/usr/local/bin/claviger", "--help"])
            // The commands are the first words of the lines below the heading.
            let commands = help.components(separatedBy: "SUBCOMMANDS:\n").last?
                .split(separator: "\n").prefix { $0.hasPrefix("  ") }
                .filter { !$0.hasPrefix("   ") }
                .compactMap { $0.split(separator: " ").first.map(String.init) }
                .filter { $0.first?.isLowercase ?? false }
            try await body(root, try #require(commands))
        }

        @Test func `the installed program runs, with a manual page for each command`() async throws
        {
            try await withInstallation { root, commands in
                #expect(commands.count > 15, "\(commands)")
                let pages = "\(root)/usr/local/share/man/man1"
                for command in commands {
                    let page = Program.text("\(pages)/claviger-\(command).1")
                    #expect(page.contains(".SH SYNOPSIS"), "\(command)")
                }
                #expect(Program.text("\(pages)/claviger.1").contains("claviger\\-search"))
            }
        }

        @Test func `commands and options are completed`() async throws {
            try await withInstallation { root, commands in
                let share = "\(root)/usr/local/share"
                let bash = "\(share)/bash-completion/completions/claviger"
                func completions(_ words: String...) async throws -> Set<String> {
                    let last = words.last ?? ""
                    let script = """
                        source '\(bash)'; COMP_WORDS=(claviger \(words.joined(separator: " ")))
                        COMP_CWORD=\(words.count); _claviger claviger '\(last)' claviger
                        printf '%s\\n' "${COMPREPLY[@]}"
                        """
                    let answer = try await Program.check(["bash", "-c", script])
                    return Set(answer.split(separator: "\n").map(String.init))
                }
                let command = try await completions("sea")
                #expect(command == ["search"])
                let option = try await completions("search", "--li")
                #expect(option == ["--limit"])
                let files = [
                    "\(share)/zsh/site-functions/_claviger",
                    "\(share)/fish/vendor_completions.d/claviger.fish",
                ]
                for file in files {
                    let text = Program.text(file)
                    #expect(commands.allSatisfy { text.contains($0) }, "\(file)")
                }
            }
        }
    }
}
