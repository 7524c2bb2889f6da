import FoundationEssentials
import Testing

@testable import HTTPGateway

@Suite struct JSONWriterTests {
    @Test func `objects and arrays have these octets`() {
        var json = JSONWriter()
        json.array([[1, 2], [], [3]]) { json, numbers in
            json.object { json in
                json.name("numbers")
                json.array(numbers) { json, number in json.value(number) }
                json.member("first", numbers.first)
                json.member("text", numbers.isEmpty ? nil : "some")
                json.member("many", numbers.count > 1)
            }
        }
        let expected = #"""
            [{"numbers":[1,2],"first":1,"text":"some","many":true},{"numbers":[],"many":false},\#
            {"numbers":[3],"first":3,"text":"some","many":false}]
            """#
        #expect(String(decoding: json.octets, as: UTF8.self) == expected)
    }

    @Test func `any text is read back as it is`() throws {
        let controls = String(decoding: (0..<0x80).map { UInt8($0) }, as: UTF8.self)
        let texts = ["", "a\"b\\c/d", controls, "é \u{2028} \u{1F511} \u{FFFD}"]
        var json = JSONWriter()
        json.array(texts) { json, text in json.value(text) }
        #expect(try JSONDecoder().decode([String].self, from: Data(json.octets)) == texts)
    }
}
