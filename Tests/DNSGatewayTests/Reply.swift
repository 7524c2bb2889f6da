import NIOCore

@testable import DNSGateway

/// An answer as a client reads it: by code that shares nothing with what wrote it.
struct Reply {
    struct Record {
        let owner: String
        let type: UInt16
        let timeToLive: UInt32
        let data: [UInt8]
    }

    let id: UInt16
    let flags: UInt16
    let questions: Int
    let answers: [Record]
    let authorities: [Record]
    let additionals: [Record]

    var code: UInt16 { flags & 0xF }
    var isTruncated: Bool { flags & 0x0200 != 0 }
    var isAuthoritative: Bool { flags & 0x0400 != 0 }

    enum Malformed: Error { case malformed }

    init(_ buffer: ByteBuffer) throws { try self.init(Array(buffer.readableBytesView)) }

    init(_ octets: [UInt8]) throws {
        var reader = Reader(octets: octets)
        id = try reader.number16()
        flags = try reader.number16()
        guard flags & 0x8000 != 0 else { throw Malformed.malformed }
        questions = Int(try reader.number16())
        let counts = try (0..<3).map { _ in Int(try reader.number16()) }
        for _ in 0..<questions {
            _ = try reader.name()
            _ = try (reader.number16(), reader.number16())
        }
        answers = try (0..<counts[0]).map { _ in try reader.record() }
        authorities = try (0..<counts[1]).map { _ in try reader.record() }
        additionals = try (0..<counts[2]).map { _ in try reader.record() }
        guard reader.index == octets.count else { throw Malformed.malformed }
    }

    private struct Reader {
        let octets: [UInt8]
        var index = 0

        mutating func octet() throws -> UInt8 {
            guard index < octets.count else { throw Malformed.malformed }
            index += 1
            return octets[index - 1]
        }

        mutating func number16() throws -> UInt16 {
            UInt16(try octet()) << 8 | UInt16(try octet())
        }

        /// Pointers lead backwards only, so this ends.
        mutating func name() throws -> String {
            let start = index
            let length = try octet()
            if length == 0 { return "" }
            if length & 0xC0 == 0xC0 {
                let target = Int(length & 0x3F) << 8 | Int(try octet())
                guard target < start else { throw Malformed.malformed }
                var other = Reader(octets: octets, index: target)
                return try other.name()
            }
            var label = ""
            for _ in 0..<length { label.unicodeScalars.append(UnicodeScalar(try octet())) }
            return "\(label).\(try name())"
        }

        mutating func record() throws -> Record {
            let owner = try name()
            let type = try number16()
            _ = try number16()
            let timeToLive = UInt32(try number16()) << 16 | UInt32(try number16())
            let length = Int(try number16())
            let data = try (0..<length).map { _ in try octet() }
            return Record(owner: owner, type: type, timeToLive: timeToLive, data: data)
        }
    }
}
