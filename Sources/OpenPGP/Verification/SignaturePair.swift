/// The two integers of a DSA or ECDSA signature (RFC 9580 §5.2.3.2).
struct SignaturePair: Hashable, Sendable {
    let r: Magnitude
    let s: Magnitude

    /// Reads both; they are at least 1 and below the order of the group.
    init(_ material: ArraySlice<UInt8>, order: Magnitude) throws(SignatureDefect) {
        var reader = IntegerReader(material)
        guard
            let r = reader.next(), let s = reader.next(), !r.isZero, !s.isZero, r < order,
            s < order
        else { throw .malformedMaterial }
        self.r = r
        self.s = s
    }

    /// Both in their shortest form. Of DSA there is no other: with the order less s, r would have
    /// to come from the inverse of the same number, which is not its own.
    var material: [UInt8] { r.multiprecisionInteger + s.multiprecisionInteger }

    /// The material of ECDSA: with the order less s a signature is as valid as with s, as a point
    /// and its negative have one x, so the smaller of both stands for the two.
    func canonical(order: Magnitude) -> [UInt8] {
        r.multiprecisionInteger + min(s, order - s).multiprecisionInteger
    }

    /// SEQUENCE { r INTEGER, s INTEGER } in DER (RFC 3279 §2.2.2).
    var der: [UInt8] {
        let integers = SignaturePair.element(0x02, r) + SignaturePair.element(0x02, s)
        return [0x30] + SignaturePair.length(integers.count) + integers
    }

    private static func element(_ tag: UInt8, _ number: Magnitude) -> [UInt8] {
        let sign: [UInt8] = number.octets.first.map { $0 >= 0x80 ? [0] : [] } ?? [0]
        let octets = sign + number.octets
        return [tag] + length(octets.count) + octets
    }

    /// A length below 65536, as two numbers below the order of any supported group have.
    private static func length(_ count: Int) -> [UInt8] {
        switch count {
        case ..<0x80: [UInt8(truncatingIfNeeded: count)]
        case ..<0x100: [0x81, UInt8(truncatingIfNeeded: count)]
        default: [0x82, UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count)]
        }
    }
}
