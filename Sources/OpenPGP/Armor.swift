/// ASCII armor (RFC 9580 §6): writing, and reading with the tolerance that a keyserver needs.
package enum Armor {
    /// Longest text read at once: the longest key that is accepted, armored, and as much again.
    package static let maximumTextLength = 192 << 20

    /// Most blocks in one text: more keys than any keyring has that is passed around as text.
    package static let maximumBlocks = 65_536

    /// Longest armor headers of one block. Real ones have a hundred octets.
    package static let maximumHeaderLength = 64 << 10

    /// Whether octets are OpenPGP packets rather than text: the first octet of each packet has bit
    /// 7 set, no octet of ASCII armor has.
    package static func looksBinary(_ bytes: some Collection<UInt8>) -> Bool {
        guard let first = bytes.first else { return false }
        return first >= 0x80
    }

    /// Whether octets can only be text, armored if they are anything of OpenPGP; the opposite of
    /// `looksBinary(_:)`.
    package static func isArmored(_ bytes: some Collection<UInt8>) -> Bool { !looksBinary(bytes) }

    /// All blocks of a text. Accepts prose around them, CR LF, white space at the ends of lines,
    /// unknown and repeated headers, and any checksum: readers must not refuse a wrong one (RFC
    /// 9580 §6.1). The first bad block is thrown; `ArmorReader` lets one go on behind it.
    package static func decode(
        _ bytes: [UInt8], maximumLength: Int = maximumTextLength
    ) throws(ArmorError) -> [ArmoredBlock] {
        guard bytes.count <= maximumLength else {
            throw .tooLong(length: bytes.count, limit: maximumLength)
        }
        var reader = ArmorReader(bytes)
        var blocks: [ArmoredBlock] = []
        while let block = try reader.next() {
            guard blocks.count < maximumBlocks else { throw .tooManyBlocks(limit: maximumBlocks) }
            blocks.append(block)
        }
        guard !blocks.isEmpty else { throw .noBlock }
        return blocks
    }

    /// One block in lines of 64 characters, ended by LF, with the checksum that old readers demand.
    /// Headers are ours, never a stranger's: none of them may hold a line end.
    package static func encode(
        _ bytes: [UInt8], kind: ArmoredBlock.Kind = .publicKeyBlock,
        headers: [ArmoredBlock.Header] = []
    ) -> [UInt8] {
        precondition(
            !headers.contains { ($0.key + $0.value).utf8.contains { $0 == 0x0A || $0 == 0x0D } },
            "An armor header is one line.")
        var checksum = CRC24()
        checksum.update(bytes.span)
        let checksumOctets = [16, 8, 0].map { UInt8(truncatingIfNeeded: checksum.value >> $0) }
        let length =
            beginning.utf8.count + end.utf8.count + 2
            * (kind.rawValue.utf8.count + dashes.utf8.count)
            + headers.reduce(1) { $0 + $1.key.utf8.count + 2 + $1.value.utf8.count + 1 }
            + Base64.encodedLength(bytes.count) + 1 + Base64.encodedLength(3)
        return [UInt8](capacity: length) { output in
            append(beginning, to: &output)
            append(kind.rawValue, to: &output)
            append(dashes, to: &output)
            for header in headers {
                append(header.key, to: &output)
                append(": ", to: &output)
                append(header.value, to: &output)
                append("\n", to: &output)
            }
            append("\n", to: &output)
            Base64.encode(bytes.span, into: &output)
            output.append(Base64.padding)
            Base64.encode(checksumOctets.span, into: &output)
            append(end, to: &output)
            append(kind.rawValue, to: &output)
            append(dashes, to: &output)
        }
    }

    private static let beginning = "-----BEGIN PGP "
    private static let end = "-----END PGP "
    private static let dashes = "-----\n"

    private static func append(_ text: String, to output: inout OutputSpan<UInt8>) {
        let octets = text.utf8.span
        for index in octets.indices { output.append(octets[index]) }
    }
}
