import FoundationEssentials
import HTTPTypes

/// How the gateway writes JSON.
enum JSONText {
    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }
}

extension Answer {
    /// `{"error": "…"}` of one line of text, as VKS clients read it.
    init(status: HTTPResponse.Status, jsonError text: String) {
        struct Message: Encodable { let error: String }
        let message = Message(error: text.split(separator: "\n").joined(separator: " "))
        // A dictionary of one string can always be encoded.
        let body = (try? JSONText.encode(message)) ?? Array("{}".utf8)
        self.init(status: status, contentType: "application/json", body: body)
    }
}
