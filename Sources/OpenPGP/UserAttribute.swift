/// Why a user attribute packet cannot be understood.
package enum UserAttributeError: Error, Hashable, Sendable {
    /// A subpacket is empty or longer than the packet (RFC 9580 §5.12).
    case malformedSubpacket(offset: Int)
}

extension UserAttributeError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .malformedSubpacket(let offset):
            "the user attribute's subpacket at offset \(offset) is empty or longer than the packet"
        }
    }
}

/// A user attribute packet understood: pictures, as a rule (RFC 9580 §5.12).
package struct UserAttribute: Hashable, Sendable {
    package struct Subpacket: Hashable, Sendable {
        package let type: UInt8
        /// Where in the packet's body the subpacket's own body lies.
        package let range: Range<Int>
    }

    /// An image subpacket of header version 1 (RFC 9580 §5.12.1).
    package struct Image: Hashable, Sendable {
        package let encoding: UInt8
        /// Where in the packet's body the file lies.
        package let data: Range<Int>

        package static let jpeg: UInt8 = 1
    }

    package static let imageType: UInt8 = 1

    package let body: [UInt8]
    package let subpackets: [Subpacket]

    package init(_ packet: Packet) throws(UserAttributeError) {
        try self.init(body: packet.body)
    }

    package init(body: [UInt8]) throws(UserAttributeError) {
        var subpackets: [Subpacket] = []
        var index = 0
        while index < body.count {
            guard let frame = SubpacketFrame.read(body, at: index, end: body.count) else {
                throw .malformedSubpacket(offset: index)
            }
            subpackets.append(Subpacket(type: frame.typeOctet, range: frame.body))
            index = frame.body.upperBound
        }
        self.body = body
        self.subpackets = subpackets
    }

    /// The first image, if there is one: a little-endian length of the header (16), its version
    /// (1), the encoding, twelve octets, and the file.
    package var image: Image? {
        guard
            let range = subpackets.first(where: { $0.type == UserAttribute.imageType })?.range,
            range.count >= 16
        else { return nil }
        let start = range.lowerBound
        let headerLength = Int(body[start]) | Int(body[start + 1]) << 8
        guard body[start + 2] == 1, headerLength >= 16, headerLength <= range.count else {
            return nil
        }
        return Image(
            encoding: body[start + 3], data: (start + headerLength)..<range.upperBound)
    }
}
