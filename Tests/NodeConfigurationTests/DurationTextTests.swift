import Testing

@testable import NodeConfiguration

@Suite struct DurationTextTests {
    private let any = Duration.zero...Duration.seconds(1_000_000)

    @Test(arguments: [("120s", 120), ("5m", 300), ("24h", 86_400), ("0s", 0), ("007s", 7)])
    func `a duration is a whole number and a unit`(text: String, seconds: Int) throws {
        #expect(try DurationText.parse(text, allowed: any) == .seconds(seconds))
    }

    @Test(arguments: [
        "", "s", "120", "1.5m", "-1s", "+1s", "1 s", "1d", "1ms", "1S", "9223372036854775807h",
        "99999999999999999999s",
    ])
    func `anything else is refused`(text: String) {
        #expect(throws: ValueError.self) { try DurationText.parse(text, allowed: any) }
    }

    @Test func `a duration out of range is told the range`() {
        let error = #expect(throws: ValueError.self) {
            try DurationText.parse("90s", allowed: .seconds(1)...Duration.seconds(60))
        }
        #expect(error?.description == "\"90s\" is out of range: write 1s to 1m")
    }

    @Test(arguments: ["0s", "1s", "90s", "2m", "24h"])
    func `a duration is written in its largest unit`(text: String) throws {
        #expect(DurationText.write(try DurationText.parse(text, allowed: any)) == text)
    }
}
