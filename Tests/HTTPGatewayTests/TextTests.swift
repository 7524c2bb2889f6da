import FoundationEssentials
import Testing

@testable import HTTPGateway

@Suite struct FormFieldsTests {
    private func value(_ text: String) -> String? {
        FormFields(Array(text.utf8))["v"].map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func `plus is a space and escapes are octets`() {
        #expect(value("v=a+b%2Bc%20d") == "a b+c d")
        #expect(FormFields(Array("v=%FF%00%fe".utf8))["v"] == [0xFF, 0, 0xFE])
    }

    @Test func `what is no escape stands for itself`() {
        #expect(value("v=100%") == "100%")
        #expect(value("v=%4") == "%4")
        #expect(value("v=%zz%4g%%41") == "%zz%4g%A")
    }

    @Test func `the first of equal names counts and names are decoded`() {
        #expect(value("a=1&v=2&v=3") == "2")
        #expect(value("%76=x") == "x")
        #expect(value("v") == "")
        #expect(value("v=a=b") == "a=b")
        #expect(value("&&=&") == nil)
    }

    @Test func `lists and switches`() {
        let fields = FormFields(Array("options=mr,nm,&exact=on&hash=off".utf8))
        #expect(fields.lists("mr", in: "options") && fields.lists("nm", in: "options"))
        #expect(!fields.lists("", in: "options") && !fields.lists("n", in: "options"))
        #expect(!fields.lists("on", in: "options") && !fields.lists("mr", in: "other"))
        #expect(fields.isOn("exact") && !fields.isOn("hash") && !fields.isOn("fingerprint"))
    }

    @Test func `escaping every octet is undone`() {
        var generator = SplitMix(state: testSeed())
        let octets = (0..<1000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let escaped = octets.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(FormFields(Array("v=\(escaped)&w=1".utf8))["v"] == octets)
    }
}

@Suite struct HTMLTextTests {
    @Test func `markup and characters that deceive are disarmed`() {
        #expect(
            "<a href=\"x\">&'</a>".escapedForHTML
                == "&lt;a href=&quot;x&quot;&gt;&amp;&#39;&lt;/a&gt;")
        #expect(
            "a\u{0}b\u{85}c\u{2066}d\u{FEFF}".escapedForHTML
                == "a\u{FFFD}b\u{FFFD}c\u{FFFD}d\u{FFFD}")
        #expect("Müller 山田 🔑".escapedForHTML == "Müller 山田 🔑")
    }
}

/// SplitMix64, for repeatable tests.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// The seed of a randomised test: `CLAVIGER_SEED` if it is set; always printed.
func testSeed(_ test: String = #function) -> UInt64 {
    let environment = ProcessInfo.processInfo.environment["CLAVIGER_SEED"]
    let seed = environment.flatMap { UInt64($0) } ?? UInt64.random(in: 1...UInt64(UInt32.max))
    print("\(test): CLAVIGER_SEED=\(seed)")
    return seed
}
