package import Keyring

/// The content of one file of an ``IntakeJournal``: three lines of text, then the blobs one behind
/// the other.
///
///     claviger intake 1
///     client 192.0.2.7
///     2048 311
package struct IntakeJournalRecord: Sendable, Equatable {
    package let origin: Submission.Origin
    /// Each as it arrived.
    package let blobs: [[UInt8]]

    private static let signature = "claviger intake 1"
    /// Lines of the head.
    private static let lines = 3

    static func head(of blobs: [[UInt8]], origin: Submission.Origin) -> [UInt8] {
        var head = Array(signature.utf8)
        head.append(UInt8(ascii: "\n"))
        head.append(contentsOf: text(of: origin).utf8)
        for (index, blob) in blobs.enumerated() {
            head.append(UInt8(ascii: index == 0 ? "\n" : " "))
            head.append(contentsOf: String(blob.count).utf8)
        }
        if blobs.isEmpty { head.append(UInt8(ascii: "\n")) }
        head.append(UInt8(ascii: "\n"))
        return head
    }

    /// Nil when the file was not written to its end: then nothing of it has been digested.
    package init?(_ file: [UInt8]) {
        var head: [Substring] = []
        var start = 0
        while head.count < Self.lines {
            guard let end = file[start...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            head.append(Substring(decoding: file[start..<end], as: UTF8.self))
            start = end + 1
        }
        guard head[0] == Self.signature, let origin = Self.origin(head[1]) else { return nil }
        var blobs: [[UInt8]] = []
        for text in head[2].split(separator: " ") {
            guard let length = Int(text), length >= 0, length <= file.count - start else {
                return nil
            }
            blobs.append(Array(file[start..<(start + length)]))
            start += length
        }
        self.origin = origin
        self.blobs = blobs
    }

    /// Who sent it, such as `client 192.0.2.7`.
    package var originText: String { Self.text(of: origin) }

    private static func text(of origin: Submission.Origin) -> String {
        switch origin {
        case .client(let address): "client " + withoutSpace(address)
        case .peer(let name): "peer \(name)"
        case .load: "load"
        }
    }

    /// A gateway on another host names the client: its text must not begin a line here.
    private static func withoutSpace(_ name: String) -> String {
        // An address, as it almost always is, is taken as it is.
        if name.utf8.allSatisfy({ (0x21..<0x7F).contains($0) }) { return name }
        return String(name.unicodeScalars.filter { !$0.properties.isWhitespace })
    }

    private static func origin(_ line: Substring) -> Submission.Origin? {
        let words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        switch (words[0], words.count) {
        case ("client", 2): return .client(String(words[1]))
        case ("peer", 2): return .peer(String(words[1]))
        case ("load", 1): return .load
        default: return nil
        }
    }
}
