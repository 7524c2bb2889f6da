import OpenPGP

/// How inputs are made of pieces with lengths.
protocol Framing: Sendable {
    /// The pieces without their lengths, and the rest that is not framed; nil where it makes no
    /// sense.
    func split(_ input: [UInt8]) -> (pieces: [[UInt8]], tail: ArraySlice<UInt8>)?

    /// The pieces with their lengths.
    func join(_ pieces: [[UInt8]]) -> [UInt8]

    /// Pieces at the front that always stand there.
    var fixedPieces: Int { get }

    /// The framing inside a piece.
    func inner(_ piece: [UInt8], at index: Int) -> (any Framing)?
}

/// OpenPGP packets. A piece is the tag and the body.
struct PacketFraming: Framing {
    let fixedPieces = 0

    func split(_ input: [UInt8]) -> (pieces: [[UInt8]], tail: ArraySlice<UInt8>)? {
        var reader = PacketReader(input)
        var pieces: [[UInt8]] = []
        while let packet = try? reader.next() { pieces.append([packet.tag.rawValue] + packet.body) }
        return (pieces, input[reader.offset...])
    }

    func join(_ pieces: [[UInt8]]) -> [UInt8] {
        var output: [UInt8] = []
        for piece in pieces {
            guard let tag = piece.first else { continue }
            Packet(tag: PacketTag(rawValue: tag & 0x3F), body: Array(piece.dropFirst()))
                .encode(into: &output)
        }
        return output
    }

    func inner(_ piece: [UInt8], at index: Int) -> (any Framing)? {
        let isSignature = piece.first == PacketTag.signature.rawValue
        return isSignature ? SignatureFraming(head: 1) : nil
    }
}

/// A signature of version 4 (RFC 9580 §5.2.3), in four pieces: the head, the hashed and the
/// unhashed area without their lengths, and what follows.
struct SignatureFraming: Framing {
    /// Octets that stand before the version.
    let head: Int
    let fixedPieces = 4

    func split(_ input: [UInt8]) -> (pieces: [[UInt8]], tail: ArraySlice<UInt8>)? {
        guard input.count >= head + 8, input[head] == 4 else { return nil }
        var rest = input[(head + 4)...]
        guard let hashed = Self.takeArea(&rest), let unhashed = Self.takeArea(&rest) else {
            return nil
        }
        return ([Array(input[..<(head + 4)]), hashed, unhashed, Array(rest)], [])
    }

    private static func takeArea(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard rest.count >= 2 else { return nil }
        let length = Int(rest[rest.startIndex]) << 8 | Int(rest[rest.startIndex + 1])
        let area = rest.dropFirst(2).prefix(length)
        guard area.count == length else { return nil }
        rest = rest[area.endIndex...]
        return Array(area)
    }

    func join(_ pieces: [[UInt8]]) -> [UInt8] {
        var output = pieces[0]
        for area in pieces[1...2] {
            output.append(UInt8(truncatingIfNeeded: area.count >> 8))
            output.append(UInt8(truncatingIfNeeded: area.count))
            output += area
        }
        return output + pieces[3]
    }

    func inner(_ piece: [UInt8], at index: Int) -> (any Framing)? {
        index == 1 || index == 2 ? SubpacketFraming() : nil
    }
}

/// The subpackets of an area (RFC 9580 §5.2.3.7). A piece is the type and the body.
struct SubpacketFraming: Framing {
    let fixedPieces = 0

    func split(_ input: [UInt8]) -> (pieces: [[UInt8]], tail: ArraySlice<UInt8>)? {
        var rest = input[...]
        var pieces: [[UInt8]] = []
        while let first = rest.first {
            let lengthOctets = first < 192 ? 1 : first < 255 ? 2 : 5
            guard rest.count > lengthOctets else { break }
            let length: Int
            switch lengthOctets {
            case 1: length = Int(first)
            case 2: length = (Int(first) - 192) << 8 + Int(rest[rest.startIndex + 1]) + 192
            default: length = rest.dropFirst().prefix(4).reduce(0) { $0 << 8 | Int($1) }
            }
            let piece = rest.dropFirst(lengthOctets).prefix(length)
            guard length > 0, piece.count == length else { break }
            pieces.append(Array(piece))
            rest = rest[piece.endIndex...]
        }
        return (pieces, rest)
    }

    func join(_ pieces: [[UInt8]]) -> [UInt8] {
        pieces.flatMap { piece in
            piece.count < 192
                ? [UInt8(piece.count)] + piece : [255] + bigEndian(piece.count) + piece
        }
    }

    /// An embedded signature.
    func inner(_ piece: [UInt8], at index: Int) -> (any Framing)? {
        let type = piece.first.map { $0 & 0x7F }
        return type == SubpacketType.embeddedSignature.rawValue ? SignatureFraming(head: 1) : nil
    }
}

/// A head of some octets, then pieces each with a length of 32 bits: recon and hashquery.
struct LengthFraming: Framing {
    /// Octets of the head.
    let head: Int
    let fixedPieces = 1

    func split(_ input: [UInt8]) -> (pieces: [[UInt8]], tail: ArraySlice<UInt8>)? {
        guard input.count >= head else { return nil }
        var pieces = [Array(input[..<head])]
        var rest = input[head...]
        while rest.count >= 4 {
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            let piece = rest.dropFirst(4).prefix(length)
            guard piece.count == length else { break }
            pieces.append(Array(piece))
            rest = rest[piece.endIndex...]
        }
        return (pieces, rest)
    }

    func join(_ pieces: [[UInt8]]) -> [UInt8] {
        pieces.dropFirst().reduce(pieces[0]) { $0 + bigEndian($1.count) + $1 }
    }

    func inner(_ piece: [UInt8], at index: Int) -> (any Framing)? { nil }
}

/// 32 bits, the most significant octet first.
func bigEndian(_ number: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
}
