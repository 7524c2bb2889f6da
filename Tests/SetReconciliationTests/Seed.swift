import Foundation
import SetReconciliation

/// The seed of a randomised test: CLAVIGER_SEED if it is set, else a new one; always printed, so
/// that a failure can be repeated.
func testSeed(_ test: String = #function) -> UInt64 {
    let environment = ProcessInfo.processInfo.environment["CLAVIGER_SEED"]
    let seed = environment.flatMap { UInt64($0) } ?? UInt64.random(in: 1...UInt64(UInt32.max))
    print("\(test): CLAVIGER_SEED=\(seed)")
    return seed
}

extension Element {
    /// A random element that a tree may hold.
    static func random(using generator: inout some RandomNumberGenerator) -> Element {
        Element(high: generator.next(), low: generator.next() | 1)
    }

    /// The element of 32 hexadecimal digits.
    init(hex: String) throws {
        guard let bytes = [UInt8](hex: hex), let element = Element(bytes) else {
            throw TestDataError.notHexadecimal(hex)
        }
        self = element
    }
}

enum TestDataError: Error {
    case notHexadecimal(String)
    case notDecimal(String)
}

func randomElements(
    _ count: Int, using generator: inout some RandomNumberGenerator
) -> [Element] {
    var elements: Set<Element> = []
    while elements.count < count { elements.insert(.random(using: &generator)) }
    // A set's own order differs from run to run.
    return elements.sorted().shuffled(using: &generator)
}

extension Array<UInt8> {
    /// The bytes of hexadecimal digits; blanks are ignored.
    init?(hex: String) {
        let digits = hex.filter { !$0.isWhitespace }.compactMap(\.hexDigitValue)
        guard digits.count.isMultiple(of: 2),
            digits.count == hex.filter({ !$0.isWhitespace }).count
        else { return nil }
        self = stride(from: 0, to: digits.count, by: 2).map {
            UInt8(digits[$0] * 16 + digits[$0 + 1])
        }
    }

    var hex: String {
        map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

func bytes(_ hex: String) throws -> [UInt8] {
    guard let bytes = [UInt8](hex: hex) else { throw TestDataError.notHexadecimal(hex) }
    return bytes
}

extension FieldElement {
    /// The residue of a decimal number.
    init(decimal: String) throws {
        var value = Self.zero
        for character in decimal {
            guard let digit = character.wholeNumberValue else {
                throw TestDataError.notDecimal(decimal)
            }
            value = value * Self(10) + Self(digit)
        }
        self = value
    }
}
