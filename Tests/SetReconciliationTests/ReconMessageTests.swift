import SetReconciliation
import Testing

@Suite struct ReconMessageTests {
    static let configuration = ReconConfiguration(httpPort: 11371, filters: ["yminsky.dedup"])

    static let configurationFrame = """
        00000070 0a 00000005
        00000007 76657273696f6e               00000005 312e312e36
        00000009 6874747020706f7274           00000004 00002c6b
        0000000a 6269747175616e74756d         00000004 00000002
        00000004 6d626172                     00000004 00000005
        00000007 66696c74657273               0000000d 796d696e736b792e6465647570
        """

    private func expect(
        _ message: ReconMessage, hasFrame hex: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let frame = try bytes(hex)
        #expect(message.frame == frame, sourceLocation: sourceLocation)
        var decoder = ReconFrameDecoder(phase: .session)
        decoder.append(frame)
        #expect(try decoder.next() == message, sourceLocation: sourceLocation)
        #expect(try decoder.next() == nil, sourceLocation: sourceLocation)
        #expect(!decoder.isInsideFrame, sourceLocation: sourceLocation)
    }

    @Test func `the frame of a configuration is as documented`() throws {
        try expect(Self.configuration.message, hasFrame: Self.configurationFrame)
    }

    @Test func `the frames of requests are as documented`() throws {
        let da84 = try Element(hex: "da84f40d830a7be2a3c0b7f2e146bfaa")
        let be51 = try Element(hex: "1be5ab9fec9594d06ba6ec86ee27cfb2")
        try expect(
            .requestPoly(prefix: .root, size: 2, samples: Samples(of: [da84, be51])),
            hasFrame: "00000077 00 00000000 00000000 00000002 00000006" + SamplesTests.vector)
        try expect(
            .requestFull(prefix: Prefix(of: da84, bitCount: 4), elements: [da84]),
            hasFrame: """
                0000001f 01 00000004 00000001 d0 00000001
                da84f40d830a7be2a3c0b7f2e146bfaa00
                """)
    }

    @Test func `the frames of the other messages are as documented`() throws {
        let da84 = try Element(hex: "da84f40d830a7be2a3c0b7f2e146bfaa")
        try expect(.syncFail, hasFrame: "00000001 04")
        try expect(.done, hasFrame: "00000001 05")
        try expect(.flush, hasFrame: "00000001 06")
        try expect(.elements([]), hasFrame: "00000005 02 00000000")
        try expect(
            .fullElements([da84]),
            hasFrame: "00000016 03 00000001 da84f40d830a7be2a3c0b7f2e146bfaa00")
        try expect(.error("no"), hasFrame: "00000007 07 00000002 6e6f")
        try expect(.databaseRequest("a"), hasFrame: "00000006 08 00000001 61")
        try expect(.databaseReply(""), hasFrame: "00000005 09 00000000")
    }

    @Test func `random messages are read back from any pieces`() throws {
        var generator = SplitMix64(seed: testSeed())
        let messages = (0..<200).map { _ in randomMessage(using: &generator) }
        var stream: [UInt8] = []
        for message in messages { message.encode(into: &stream) }
        var decoder = ReconFrameDecoder(phase: .session)
        var decoded: [ReconMessage] = []
        var rest = stream[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1...700, using: &generator))
            rest = rest.dropFirst(piece.count)
            decoder.append(piece)
            while let message = try decoder.next() { decoded.append(message) }
        }
        #expect(decoded == messages)
        #expect(!decoder.isInsideFrame)
    }

    private func randomMessage(using generator: inout SplitMix64) -> ReconMessage {
        let elements = randomElements(Int.random(in: 0...40, using: &generator), using: &generator)
        let bitCount = 2 * Int.random(in: 0...64, using: &generator)
        let prefix = Prefix(of: .random(using: &generator), bitCount: bitCount)
        switch Int.random(in: 0...8, using: &generator) {
        case 0:
            let size = Int.random(in: 0...(1 << 24), using: &generator)
            return .requestPoly(prefix: prefix, size: size, samples: Samples(of: elements))
        case 1: return .requestFull(prefix: prefix, elements: elements)
        case 2: return .elements(elements)
        case 3: return .fullElements(elements)
        case 4: return .syncFail
        case 5: return .done
        case 6: return .flush
        case 7: return .error("gone")
        default: return Self.configuration.message
        }
    }
}
