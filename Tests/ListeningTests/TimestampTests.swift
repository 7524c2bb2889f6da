import FoundationEssentials
import Listening
import TestSupport
import Testing

@Suite struct TimestampTests {
    @Test func `known moments`() {
        #expect(Timestamp(0).rfc3339 == "1970-01-01T00:00:00Z")
        #expect(Timestamp(951_827_696).rfc3339 == "2000-02-29T12:34:56Z")
        #expect(Timestamp(UInt32.max).rfc3339 == "2106-02-07T06:28:15Z")
        #expect(Timestamp(unix: -1).rfc3339 == "1969-12-31T23:59:59Z")
        // The example of RFC 9110 §5.6.7.
        #expect(Timestamp(784_111_777).httpDate == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(Timestamp(unix: -1).httpDate == "Wed, 31 Dec 1969 23:59:59 GMT")
    }

    @Test func `every moment reads as Foundation reads it`() {
        var generator = TestRandom()
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        for _ in 0..<2000 {
            let seconds = UInt32.random(in: 0...UInt32.max, using: &generator)
            let parts = calendar.dateComponents(
                [.year, .month, .day], from: Date(timeIntervalSince1970: Double(seconds)))
            let date = Timestamp(seconds).date.split(separator: "-").map { Int($0) }
            #expect(date == [parts.year, parts.month, parts.day])
        }
    }
}
