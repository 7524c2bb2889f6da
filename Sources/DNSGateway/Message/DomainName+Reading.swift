import NIOCore

extension DomainName {
    /// The two highest bits of a length octet that is none: a compression pointer (RFC 1035 §4.1.4)
    /// or one of the kinds that nobody uses.
    private static let notALength: UInt8 = 0xC0

    /// Reads a name that is written out. Nil when it is cut off, too long, or has a compression
    /// pointer: before a question there is nothing that one could point to.
    init?(readingFrom message: inout ByteBuffer) {
        var labels: [[UInt8]] = []
        var length = 1
        while true {
            guard let count: UInt8 = message.readInteger(), count & Self.notALength == 0 else {
                return nil
            }
            if count == 0 { break }
            length += 1 + Int(count)
            guard length <= Self.maximumLength, let label = message.readBytes(length: Int(count))
            else { return nil }
            labels.append(label)
        }
        self.init(labels: labels)
    }

    /// Moves behind a name, compressed or not, without following a pointer; false when the name is
    /// cut off or too long. Nothing in a query but its question is looked at by its name, so
    /// nothing has to be followed, and nothing can lead in a circle.
    static func skip(in message: inout ByteBuffer) -> Bool {
        var length = 0
        while let count: UInt8 = message.readInteger() {
            if count == 0 { return true }
            if count & notALength == notALength {
                return message.readInteger(as: UInt8.self) != nil
            }
            length += 1 + Int(count)
            guard count & notALength == 0, length < maximumLength,
                message.readSlice(length: Int(count)) != nil
            else { return false }
        }
        return false
    }
}
