import Glibc
package import TransportSecurity

/// Whom a role is granted to: `www-data`, `uid 1001`, `@keys` or `gid 1001` of this host; `dns NAME`,
/// `uri URI` or `sha256 DIGEST` of a certificate.
///
/// Names are looked up when the file is read, so that a misspelt one is told at once and the node
/// never waits for a directory service while somebody connects.
package struct SocketUser: Sendable, Hashable, CustomStringConvertible {
    package enum Identity: Sendable, Hashable {
        case user(UInt32)
        /// Everybody of this group, by primary group or any other.
        case group(UInt32)
        /// Whoever has a certificate of this name, at `api.listen`.
        case certificate(CertificateName)
    }

    package let identity: Identity
    /// As it is written in node.yaml.
    package let description: String

    /// Reads the written form. The error says what is wrong and what to write.
    package init(_ text: String) throws(ValueError) {
        description = text
        identity = try Self.identity(text)
    }

    var isCertificate: Bool {
        if case .certificate = identity { true } else { false }
    }

    private static let example =
        "write a user's name, \"uid 1001\", \"@group\", \"gid 1001\", or of a certificate such as "
        + "\"dns gateway.example.org\""

    private static func identity(_ text: String) throws(ValueError) -> Identity {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        if words.count == 2, words[0] == "uid" { return .user(try number(words[1], in: text)) }
        if words.count == 2, words[0] == "gid" { return .group(try number(words[1], in: text)) }
        if words.count == 2, let name = try CertificateName(kind: words[0], String(words[1])) {
            return .certificate(name)
        }
        guard words.count == 1, !text.isEmpty, !text.utf8.contains(0) else {
            throw ValueError("\"\(text)\" is nobody: \(example)")
        }
        if text.hasPrefix("@") {
            let name = String(text.dropFirst())
            guard let group = group(named: name) else {
                throw ValueError(
                    "this system has no group \"\(name)\": add it, or \(example)")
            }
            return .group(group)
        }
        guard !text.utf8.allSatisfy({ 48...57 ~= $0 }) else {
            throw ValueError("\"\(text)\" is a number: write \"uid \(text)\" or \"gid \(text)\"")
        }
        guard let user = user(named: text) else {
            throw ValueError("this system has no user \"\(text)\": add it, or \(example)")
        }
        return .user(user)
    }

    private static func number(
        _ digits: Substring, in text: String
    ) throws(ValueError) -> UInt32 {
        // The last number means "no change" in chown(2) and is nobody's.
        guard let number = UInt32(digits), digits.first != "+", number != .max else {
            throw ValueError("\"\(text)\" has no such number: \(example)")
        }
        return number
    }

    // MARK: The system's directory

    /// Octets of one entry of the directory: a group of thousands of members is larger.
    private static let largestEntry = 1 << 20

    private static func user(named name: String) -> UInt32? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: largestEntry)
        guard getpwnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else {
            return nil
        }
        return entry.pw_uid
    }

    private static func group(named name: String) -> UInt32? {
        var entry = Glibc.group()
        var found: UnsafeMutablePointer<Glibc.group>?
        var buffer = [CChar](repeating: 0, count: largestEntry)
        guard getgrnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else {
            return nil
        }
        return entry.gr_gid
    }
}
