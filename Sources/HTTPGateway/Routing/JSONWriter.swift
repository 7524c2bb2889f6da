/// Writes JSON (RFC 8259) straight into an answer: for listings of hundreds of keys, for which an
/// encoder takes several times as long as all else. A member whose value is nil is left out.
struct JSONWriter {
    private(set) var octets: [UInt8] = []
    /// Whether a comma parts what comes next from what stands before.
    private var hasPredecessor = false

    // MARK: Values

    mutating func array<Element>(
        _ elements: [Element], _ write: (inout JSONWriter, Element) -> Void
    ) {
        open("[")
        for element in elements { write(&self, element) }
        close("]")
    }

    mutating func object(_ members: (inout JSONWriter) -> Void) {
        open("{")
        members(&self)
        close("}")
    }

    mutating func value(_ text: String) {
        separate()
        append(quoted: text)
    }

    mutating func value(_ number: Int) {
        separate()
        octets.append(contentsOf: String(number).utf8)
    }

    mutating func value(_ flag: Bool) {
        separate()
        octets.append(contentsOf: (flag ? "true" : "false").utf8)
    }

    // MARK: Members

    /// The name of the value that is written next. It needs no escapes.
    mutating func name(_ name: StaticString) {
        separate()
        octets.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { octets.append(contentsOf: $0) }
        octets.append(contentsOf: "\":".utf8)
        hasPredecessor = false
    }

    mutating func member(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        self.name(name)
        value(text)
    }

    mutating func member(_ name: StaticString, _ number: Int?) {
        guard let number else { return }
        self.name(name)
        value(number)
    }

    mutating func member(_ name: StaticString, _ flag: Bool?) {
        guard let flag else { return }
        self.name(name)
        value(flag)
    }

    // MARK: Octets

    private mutating func separate() {
        if hasPredecessor { octets.append(UInt8(ascii: ",")) }
        hasPredecessor = true
    }

    private mutating func open(_ bracket: Unicode.Scalar) {
        separate()
        octets.append(UInt8(ascii: bracket))
        hasPredecessor = false
    }

    private mutating func close(_ bracket: Unicode.Scalar) {
        octets.append(UInt8(ascii: bracket))
        hasPredecessor = true
    }

    private mutating func append(quoted text: String) {
        octets.append(UInt8(ascii: "\""))
        for octet in text.utf8 {
            switch octet {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                octets.append(UInt8(ascii: "\\"))
                octets.append(octet)
            case 0..<0x20:
                octets.append(contentsOf: octet < 0x10 ? "\\u000".utf8 : "\\u00".utf8)
                octets.append(contentsOf: String(octet, radix: 16).utf8)
            default: octets.append(octet)
            }
        }
        octets.append(UInt8(ascii: "\""))
    }
}
