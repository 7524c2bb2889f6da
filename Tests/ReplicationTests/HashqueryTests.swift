import Replication
import SetReconciliation
import Testing

@Suite struct HashqueryRequestTests {
    @Test func `the body of one digest is the one that SKS sends`() throws {
        let digest = try #require(Element(hex: "da84f40d830a7be2a3c0b7f2e146bfaa"))
        #expect(
            HashqueryRequest.body(for: [digest]).hex
                == "0000000100000010da84f40d830a7be2a3c0b7f2e146bfaa")
    }
}

@Suite struct HashqueryAnswerDecoderTests {
    private let keys: [[UInt8]] = [[1, 2, 3], [4], Array(repeating: 5, count: 300)]

    private func answer(_ keys: [[UInt8]], trailer: [UInt8] = [13, 10]) -> [UInt8] {
        var bytes: [UInt8] = [0, 0, 0, UInt8(keys.count)]
        for key in keys { bytes += [0, 0, UInt8(key.count >> 8), UInt8(key.count & 255)] + key }
        return bytes + trailer
    }

    /// What comes out when the answer arrives in parts of a given length.
    private func decode(
        _ bytes: [UInt8], asked: Int = 10, maximumKeyLength: Int = 1_000, part: Int = .max
    ) -> (keys: [[UInt8]], error: HashqueryAnswerError?) {
        var decoder = HashqueryAnswerDecoder(asked: asked, maximumKeyLength: maximumKeyLength)
        var keys: [[UInt8]] = []
        do throws(HashqueryAnswerError) {
            var rest = bytes[...]
            while !rest.isEmpty {
                try decoder.receive(rest.prefix(part), keys: &keys)
                rest = rest.dropFirst(part)
            }
            try decoder.finish()
            return (keys, nil)
        } catch {
            return (keys, error)
        }
    }

    @Test(arguments: [1, 2, 3, 5, 7, 64, 1_000])
    func `an answer is read whatever the parts in which it arrives`(part: Int) {
        let whole = decode(answer(keys), part: part)
        #expect(whole.keys == keys && whole.error == nil)
        let withoutLineEnd = decode(answer(keys, trailer: []), part: part)
        #expect(withoutLineEnd.keys == keys && withoutLineEnd.error == nil)
        let none = decode(answer([]), part: part)
        #expect(none.keys.isEmpty && none.error == nil)
    }

    @Test func `a cut anywhere is told and loses no key that was complete`() {
        let bytes = answer(keys, trailer: [])
        for length in 0..<bytes.count {
            let cut = decode(Array(bytes.prefix(length)))
            #expect(cut.error != nil, "cut at \(length)")
            #expect(keys.starts(with: cut.keys))
            #expect(cut.keys.count == (length < 11 ? 0 : length < 16 ? 1 : 2))
        }
    }

    @Test func `an empty answer is an error, as Hockeypuck sends it when its storage fails`() {
        #expect(decode([]).error == .noCount)
    }

    @Test func `more keys than asked for, long keys and empty keys are refused`() {
        #expect(decode(answer(keys), asked: 2).error == .tooManyKeys(3, asked: 2))
        #expect(decode([255, 255, 255, 255]).error == .tooManyKeys(4_294_967_295, asked: 10))
        let long = decode(answer(keys), maximumKeyLength: 100)
        #expect(long.error == .keyTooLong(300, limit: 100))
        #expect(long.keys == [[1, 2, 3], [4]])
        #expect(decode([0, 0, 0, 1, 0, 0, 0, 0]).error == .emptyKey)
    }

    @Test(arguments: [[13, 10, 13], [0], [13, 13], [10]] as [[UInt8]])
    func `other bytes than a line end after the last key are refused`(trailer: [UInt8]) {
        for part in [1, 1_000] {
            let decoded = decode(answer(keys, trailer: trailer), part: part)
            #expect(decoded.error == .trailingBytes)
            #expect(decoded.keys == keys)
        }
    }
}

extension Element {
    init?(hex: String) {
        guard hex.utf8.count == 32, let high = UInt64(hex.prefix(16), radix: 16),
            let low = UInt64(hex.suffix(16), radix: 16)
        else { return nil }
        self.init(high: high, low: low)
    }
}

extension [UInt8] {
    var hex: String {
        map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
