import ClavigerClient
import Foundation

/// Searches, hands in and follows keys over the node socket.
///
///     follow-keys SOCKET search WORD…
///     follow-keys SOCKET submit FILE
///     follow-keys SOCKET follow CURSOR-FILE
@main
struct FollowKeys {
    static func main() async {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count > 2, let socket = arguments.first else {
            fail("usage: follow-keys SOCKET search WORD… | submit FILE | follow CURSOR-FILE", 64)
        }
        let rest = Array(arguments.dropFirst(2))
        do {
            try await NodeClient.with(socket: socket) { node in
                switch arguments[arguments.startIndex + 1] {
                case "search": try await search(node, rest.joined(separator: " "))
                case "submit": try await submit(node, rest[0])
                case "follow": try await follow(node, rest[0])
                case let word: fail("\(word)? search, submit or follow", 64)
                }
            }
        } catch {
            fail("\(error)", 1)
        }
    }

    static func search(_ node: NodeClient, _ words: String) async throws {
        for key in try await node.search(words) {
            print(key.fingerprint, key.packets.count, "octets")
        }
    }

    static func submit(_ node: NodeClient, _ file: String) async throws {
        let keys = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
        while true {
            do {
                let report = try await node.submit(keys)
                for key in report.inserted { print("inserted", key) }
                for key in report.updated { print("updated", key) }
                for key in report.unchanged { print("unchanged", key) }
                for refused in report.refused {
                    print("refused", refused.fingerprint ?? "-", refused.reason)
                }
                return
            } catch NodeClientError.overBudget(let seconds) {
                // What a user may cost the node in vain is limited: it says when to come back.
                try await Task.sleep(for: .seconds(seconds))
            }
        }
    }

    /// The file keeps the number of the last change that was dealt with, so that the program can be
    /// stopped at any time and misses nothing.
    static func follow(_ node: NodeClient, _ file: String) async throws {
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        let last = Int(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
        for try await change in node.follow(after: last) {
            print(change.sequence, change.change.rawValue, change.fingerprint)
            fflush(nil)
            try "\(change.sequence)\n".write(toFile: file, atomically: true, encoding: .utf8)
        }
    }

    static func fail(_ message: String, _ code: Int32) -> Never {
        FileHandle.standardError.write(Data("follow-keys: \(message)\n".utf8))
        exit(code)
    }
}
