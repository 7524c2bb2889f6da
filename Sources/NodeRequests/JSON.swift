import FoundationEssentials

/// How both sides write and read JSON.
package enum JSON {
    package static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    package static func decode<Value: Decodable>(
        _ type: Value.Type, from octets: [UInt8]
    ) throws -> Value {
        try JSONDecoder().decode(type, from: Data(octets))
    }
}
