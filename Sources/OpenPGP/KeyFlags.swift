/// What a key may be used for (RFC 9580 §5.2.3.29): the first four octets of the subpacket, the
/// first lowest.
package struct KeyFlags: OptionSet, Hashable, Sendable, BitwiseCopyable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    init(subpacket: ArraySlice<UInt8>) {
        var value: UInt32 = 0
        for (index, octet) in subpacket.prefix(4).enumerated() {
            value |= UInt32(octet) << UInt32(8 * index)
        }
        rawValue = value
    }

    package static let certify = KeyFlags(rawValue: 0x01)
    package static let sign = KeyFlags(rawValue: 0x02)
    package static let encryptCommunications = KeyFlags(rawValue: 0x04)
    package static let encryptStorage = KeyFlags(rawValue: 0x08)
    package static let split = KeyFlags(rawValue: 0x10)
    package static let authenticate = KeyFlags(rawValue: 0x20)
    package static let shared = KeyFlags(rawValue: 0x80)
}
