import Testing

@testable import HTTPGateway

/// Inputs that fuzzing, or reading for it, has found.
@Suite struct FuzzCasesVKSUpload {
    @Test
    func `millions of values beside the key, which took seconds and 600 MB, are refused undecoded`()
    {
        let values = [UInt8](repeating: UInt8(ascii: "1"), count: 1 << 22)
        let list = values.flatMap { [$0, UInt8(ascii: ",")] }
        let body = Array(#"{"keytext":"x","a":["#.utf8) + list + Array("1]}".utf8)
        let duration = ContinuousClock().measure {
            #expect(throws: Refusal.self) {
                try VKSUpload.keytext(in: body, limit: 8 << 20)
            }
        }
        #expect(duration < .seconds(1))
    }
}
