import HTTPTypes
import Listening
import NIOHTTP1

/// Who the client of a connection is, when there may be proxies between: each proxy that is trusted
/// is believed in whom it names, and nobody else is. The client is the first in that chain who is
/// no such proxy.
struct ClientAddress: Sendable {
    private let trusted: [AddressRange]
    /// Nearest first: who is connected, and whom a PROXY header names.
    private var chain: [IPAddress]

    /// `peer`: who is connected; nil where that is no IP address.
    init(peer: IPAddress?, trusted: [AddressRange]) {
        self.trusted = trusted
        chain = peer.map { [$0] } ?? []
    }

    private func isTrusted(_ address: IPAddress) -> Bool {
        trusted.contains { $0.contains(address) }
    }

    /// Whether whoever is connected may say who the client is.
    var isProxy: Bool { chain.first.map(isTrusted) ?? false }

    /// Whether it is known who sends this request; else the client has to be told what is wrong.
    func isKnown(by request: PlainRequest) -> Bool {
        !isProxy || (try? client(forwardedFor: request.forwardedFor)) != nil
    }

    /// Takes what a PROXY header of a trusted peer says.
    mutating func named(_ source: IPAddress) {
        chain.append(source)
    }

    /// The client of a request with these `X-Forwarded-For` fields, in which each proxy has put who
    /// asked it behind what it was given: only what trusted proxies have put there is read.
    ///
    /// - Throws: when a trusted proxy has put something there that is no address.
    func client(forwardedFor fields: [String]) throws(ForwardedForError) -> String {
        for address in chain where !isTrusted(address) { return address.description }
        guard var client = chain.last else { return "unknown" }
        let named = fields.flatMap { $0.split(separator: ",") }
        for text in named.reversed() {
            guard let address = Self.address(in: text) else { throw ForwardedForError() }
            client = address
            if !isTrusted(address) { break }
        }
        return client.description
    }

    /// An address as proxies write it: of IPv6 in brackets or not, with a port or not.
    private static func address(in text: Substring) -> IPAddress? {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        var text = text.drop(while: isBlank)
        while text.last.map(isBlank) ?? false { text.removeLast() }
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { return nil }
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || isPort(rest) else { return nil }
            return IPAddress(text[text.index(after: text.startIndex)..<end])
        }
        if let address = IPAddress(text) { return address }
        guard let colon = text.firstIndex(of: ":"), isPort(text[colon...]) else { return nil }
        return IPAddress(text[..<colon])
    }

    /// A colon and up to five digits.
    private static func isPort(_ text: Substring) -> Bool {
        text.first == ":" && (2...6).contains(text.utf8.count)
            && text.dropFirst().utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
            }
    }
}

/// A trusted proxy names a client that is no address.
struct ForwardedForError: Error {}

extension HTTPField.Name {
    /// Behind ``ConnectionHandler``, and only there: the client's address, whatever came under this
    /// name. Absent when a trusted proxy names one that cannot be read.
    static let client = Self("X-Forwarded-For")!
}

extension HTTPRequestHead {
    /// Puts the client's address in place of what the client and others say of it; nothing, when a
    /// trusted proxy says what cannot be read.
    mutating func name(_ client: ClientAddress) {
        let field = HTTPField.Name.client.rawName
        let said = headers[field]
        headers.remove(name: field)
        if let address = try? client.client(forwardedFor: said) {
            headers.add(name: field, value: address)
        }
    }
}
