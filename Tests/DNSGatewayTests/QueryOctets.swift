import NIOCore

@testable import DNSGateway

/// Makes the octets of a query, field by field.
struct QueryOctets {
    var id: UInt16 = 0x1234
    /// The second word of the header: recursion desired.
    var flags: UInt16 = 0x0100
    var counts: (UInt16, UInt16, UInt16) = (1, 0, 0)
    var name: [UInt8]
    var type: UInt16 = 61
    var `class`: UInt16 = 1
    /// Each a whole record.
    var additional: [[UInt8]] = []

    init(_ name: String, type: RecordType = .openPGPKey) {
        guard let name = DomainName(name) else { preconditionFailure("\(name) is a name.") }
        self.name = name.octets
        self.type = type.rawValue
    }

    init(octets: [UInt8]) { name = octets }

    /// With an OPT record (RFC 6891 §6.1.2).
    func with(
        payload: UInt16, version: UInt8 = 0, flags: UInt16 = 0, padding: Int = 0
    ) -> QueryOctets {
        var query = self
        let options =
            padding == 0
            ? []
            : Self.octets(12) + Self.octets(UInt16(padding)) + Array(repeating: 0, count: padding)
        query.additional.append(
            [0] + Self.octets(41) + Self.octets(payload) + [0, version] + Self.octets(flags)
                + Self.octets(UInt16(options.count)) + options)
        return query
    }

    var octets: [UInt8] {
        Self.octets(id) + Self.octets(flags) + Self.octets(counts.0) + Self.octets(counts.1)
            + Self.octets(counts.2) + Self.octets(UInt16(additional.count)) + name
            + Self.octets(type) + Self.octets(`class`) + additional.flatMap(\.self)
    }

    var message: ByteBuffer { ByteBuffer(bytes: octets) }

    static func octets(_ number: UInt16) -> [UInt8] {
        [UInt8(number >> 8), UInt8(truncatingIfNeeded: number)]
    }
}
