import NodeRequests

/// A JSON object in a request.
protocol RequestBody: Codable {
    /// The names that its members may have.
    static var members: Set<String> { get }
}

extension JSON {
    /// What a client sends; nil when it is something else. Unknown members and null are: a misspelt
    /// member must not pass for one that was left out.
    static func body<Body: RequestBody>(_ type: Body.Type, from octets: [UInt8]) -> Body? {
        guard let members = try? decode([String: Member].self, from: octets),
            members.allSatisfy({ Body.members.contains($0) && !$1.isNull })
        else { return nil }
        return try? decode(type, from: octets)
    }

    private struct Member: Decodable {
        let isNull: Bool

        init(from decoder: any Decoder) throws {
            isNull = try decoder.singleValueContainer().decodeNil()
        }
    }
}
