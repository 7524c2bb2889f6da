import SetReconciliation
import Testing

@Suite struct ReconFrameDecoderTests {
    private func decode(
        _ hex: String, phase: ReconFrameDecoder.Phase = .session
    ) throws -> ReconMessage? {
        var decoder = ReconFrameDecoder(phase: phase)
        decoder.append(try bytes(hex))
        return try decoder.next()
    }

    private static let poly =
        "00000077 00 00000000 00000000 00000002 00000006" + SamplesTests.vector

    @Test func `lengths beyond the phase are refused before the bytes arrive`() throws {
        #expect(throws: ReconError.frameTooLong(length: 65_537, limit: 65_536)) {
            try decode("00010001", phase: .configuration)
        }
        #expect(throws: ReconError.frameTooLong(length: 0x0100_0001, limit: 0x0100_0000)) {
            try decode("01000001")
        }
        #expect(throws: ReconError.frameTooLong(length: .max, limit: 0x0100_0000)) {
            try decode("ffffffff")
        }
        #expect(try decode("01000000") == nil)
        #expect(throws: ReconError.emptyFrame) { try decode("00000000") }
    }

    @Test func `an unknown type is refused at its first byte`() {
        #expect(throws: ReconError.unknownMessageType(11)) { try decode("00ffffff0b") }
        #expect(throws: ReconError.unknownMessageType(255)) { try decode("00000001ff") }
    }

    @Test(arguments: [
        ("prefix of more than 128 bits", "00000010 01 00000082 00000011 0000000000000000"),
        ("bits and bytes that do not fit", "0000000e 01 00000004 00000002 d000 000000"),
        ("unused bits that are set", "0000000e 01 00000004 00000001 d8 00000000"),
        ("odd prefix", "0000000e 01 00000003 00000001 c0 00000000"),
        ("huge byte count", "0000000e 01 00000004 ffffffff d0 00000000"),
        ("huge bit count", "0000000e 01 ffffffff 00000001 d0 00000000"),
        ("more elements than bytes", "00000016 02 00000002 da84f40d830a7be2a3c0b7f2e146bfaa00"),
        ("fewer elements than bytes", "00000016 02 00000000 da84f40d830a7be2a3c0b7f2e146bfaa00"),
        ("a count that overflows", "00000005 02 ffffffff"),
        ("a cut element count", "00000003 02 0000"),
        ("bytes after SyncFail", "00000002 04 00"),
        ("bytes after Done", "00000002 05 00"),
        ("a long string", "00001006 07 00001001" + String(repeating: "61", count: 4_097)),
        ("a string beyond the frame", "00000006 07 00000002 61"),
        ("a string that ends early", "00000007 07 00000001 6161"),
        ("many entries", "00000005 0a ffffffff"),
        ("an entry without value", "0000000a 0a 00000001 00000001 61"),
    ])
    func `a frame that breaks its encoding is refused`(defect: String, hex: String) throws {
        let error = #expect(throws: ReconError.self, "\(defect)") { try decode(hex) }
        guard case .malformed = error else {
            Issue.record("\(defect): \(String(describing: error))")
            return
        }
    }

    @Test func `samples must be six, below the prime and not zero`() throws {
        var frame = try bytes(Self.poly)
        let samplesStart = frame.count - 102
        func refuses(_ frame: [UInt8]) -> Bool {
            var decoder = ReconFrameDecoder(phase: .session)
            decoder.append(frame)
            do {
                return try decoder.next() == nil
            } catch {
                return true
            }
        }
        #expect(!refuses(frame))
        frame[samplesStart - 1] = 5
        #expect(refuses(frame))
        frame[samplesStart - 1] = 6
        frame[samplesStart + 16] = 2
        #expect(refuses(frame))
        frame.replaceSubrange(samplesStart..<(samplesStart + 17), with: repeatElement(0, count: 17))
        #expect(refuses(frame))
        var large = try bytes(Self.poly)
        large[samplesStart - 8] = 1
        large[samplesStart - 5] = 0
        #expect(!refuses(large), "a size of 2^24")
        large[samplesStart - 5] = 1
        #expect(refuses(large), "a size of 2^24 + 1")
    }

    @Test func `values that cannot be digests are left out`() throws {
        var decoder = ReconFrameDecoder(phase: .session)
        decoder.append(
            try bytes(
                """
                00000049 02 00000004
                da84f40d830a7be2a3c0b7f2e146bfaa01
                0200000000000000000000000000000000
                da84f40d830a7be2a3c0b7f2e146bfaa00
                ffffffffffffffffffffffffffffffffff
                """))
        let element = try Element(hex: "da84f40d830a7be2a3c0b7f2e146bfaa")
        #expect(try decoder.next() == .elements([element]))
        #expect(decoder.discardedElementCount == 3)
    }

    @Test func `a cut frame waits, and an error stays`() throws {
        let frame = try bytes(Self.poly)
        for count in 0..<frame.count {
            var decoder = ReconFrameDecoder(phase: .session)
            decoder.append(frame.prefix(count))
            #expect(try decoder.next() == nil)
            #expect(decoder.isInsideFrame == (count > 0))
        }
        var decoder = ReconFrameDecoder(phase: .session)
        decoder.append([0, 0, 0, 0] as [UInt8])
        #expect(throws: ReconError.emptyFrame) { try decoder.next() }
        decoder.append(frame)
        #expect(throws: ReconError.emptyFrame) { try decoder.next() }
    }

    @Test func `damaged and random bytes never trap`() throws {
        var generator = SplitMix64(seed: testSeed())
        let frames = try [Self.poly, ReconMessageTests.configurationFrame].map { try bytes($0) }
        for round in 0..<20_000 {
            var input: [UInt8]
            if round.isMultiple(of: 4) {
                let length = UInt8.random(in: 1...60, using: &generator)
                let type = UInt8.random(in: 0...10, using: &generator)
                input = [0, 0, 0, length, type]
                input += (1..<length).map { _ in
                    [0, 0, 0, 1, 2, 8, 255].randomElement(using: &generator) ?? 0
                }
            } else {
                input = frames[round % 2]
                for _ in 0..<Int.random(in: 1...4, using: &generator) {
                    let index = Int.random(in: 4..<input.count, using: &generator)
                    input[index] = UInt8.random(in: 0...255, using: &generator)
                }
            }
            var decoder = ReconFrameDecoder(phase: .session)
            decoder.append(input)
            guard let message = try? decoder.next() else { continue }
            guard case .config(let entries) = message else { continue }
            _ = try? ReconConfiguration(entries)
        }
    }
}
