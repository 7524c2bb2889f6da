/// The points at which a set's characteristic polynomial is sampled.
package enum SamplePoint {
    /// Point i of 0, −1, 1, −2, 2, −3, …
    package static func value<Modulus>(_ index: Int) -> FieldElement<Modulus> {
        FieldElement(integer(index))
    }

    /// The points 0 ..< count.
    package static func values<Modulus>(_ count: Int) -> [FieldElement<Modulus>] {
        (0..<count).map { value($0) }
    }

    private static func integer(_ index: Int) -> Int {
        let magnitude = (index + 1) / 2
        return index.isMultiple(of: 2) ? magnitude : -magnitude
    }
}

/// The samples of a set at mbar + 1 = 6 points: sample i is the product of (point i − element).
///
/// They do not depend on the order of insertion, the empty set's are all one, and samples of
/// disjoint sets multiply. No sample is ever zero, since no element equals a point.
package struct Samples: Sendable, BitwiseCopyable {
    /// mbar: the number of differences that one comparison of samples can resolve.
    package static var mbar: Int { 5 }
    /// mbar samples to interpolate and one to verify.
    package static var count: Int { mbar + 1 }
    /// The bytes of the samples on the wire and in storage: 6 × 17.
    package static var byteCount: Int { count * SKSFieldElement.wireByteCount }
    /// The points of the six samples.
    private static let points: InlineArray<6, SKSFieldElement> = InlineArray {
        SamplePoint.value($0)
    }

    private var values: InlineArray<6, SKSFieldElement>

    /// The samples of the empty set.
    package static var empty: Samples { Samples(values: .init(repeating: .one)) }

    private init(values: InlineArray<6, SKSFieldElement>) {
        self.values = values
    }

    /// The samples whose Montgomery forms these are.
    init(forms: InlineArray<6, Limbs>) {
        self = .empty
        for index in 0..<Self.count { values[index] = SKSFieldElement(form: forms[index]) }
    }

    /// Nil unless these are six values and none is zero.
    package init?(_ values: some Collection<SKSFieldElement>) {
        guard values.count == Self.count, !values.contains(.zero) else { return nil }
        self = .empty
        for (index, value) in values.enumerated() { self.values[index] = value }
    }

    /// The samples of the set of one element: its factors (point − element).
    ///
    /// - Precondition: the element is insertable; another one would have a factor of zero.
    package init(of element: Element) {
        precondition(element.isInsertable, "an element that equals a sample point has no samples")
        let value = element.fieldElement
        self.init(values: Self.points)
        for index in 0..<Self.count { values[index] -= value }
    }

    /// The samples of a set.
    ///
    /// - Precondition: all elements are insertable.
    package init(of elements: some Sequence<Element>) {
        self = .empty
        for element in elements { multiply(by: Samples(of: element)) }
    }

    package subscript(index: Int) -> SKSFieldElement { values[index] }

    /// The samples as an array, in the order of the points.
    package var array: [SKSFieldElement] { (0..<Self.count).map { values[$0] } }

    /// Adds a disjoint set.
    package mutating func multiply(by other: Samples) {
        // By spans: a subscript of an inline array is compiled to a copy of all of it.
        var values = values.mutableSpan
        let factors = other.values.span
        for index in 0..<Self.count { values[index] *= factors[index] }
    }

    /// The samples of the union of two disjoint sets.
    func multiplied(by other: Samples) -> Samples {
        var product = self
        product.multiply(by: other)
        return product
    }

    /// Takes a subset away.
    package mutating func divide(by other: Samples) {
        multiply(by: other.inverse)
    }

    /// The factors that take this set away when multiplied in: the inverses of the six values, of
    /// which that of their product is made and then divided among them.
    ///
    /// By a tree of products: in a row, each would wait for the one before it.
    package var inverse: Samples {
        let (first, second, third) = (
            values[0] * values[1], values[2] * values[3], values[4] * values[5]
        )
        let both = first * second
        guard let whole = (both * third).inverse else { preconditionFailure("no sample is zero") }
        let (ofBoth, ofThird) = (whole * third, whole * both)
        let (ofFirst, ofSecond) = (ofBoth * second, ofBoth * first)
        return Samples(
            values: [
                ofFirst * values[1], ofFirst * values[0], ofSecond * values[3],
                ofSecond * values[2], ofThird * values[5], ofThird * values[4],
            ])
    }

    /// The inverses of many samples for the price of one inversion.
    package static func inverses(of samples: [Samples]) -> [Samples] {
        var inverses = samples
        invert(&inverses) { _ in true }
        return inverses
    }

    /// Makes those at some indices the samples that take them away, for the price of one inversion.
    static func invert(_ samples: inout [Samples], where isInverted: (Int) -> Bool) {
        guard let first = samples.indices.first(where: isInverted) else { return }
        var product = samples[first]
        // What is before each but the first, multiplied.
        var products: [Samples] = []
        for index in samples.indices[(first + 1)...] where isInverted(index) {
            if products.isEmpty { products.reserveCapacity(samples.count - index) }
            products.append(product)
            product.multiply(by: samples[index])
        }
        var inverse = product.inverse
        for index in samples.indices[(first + 1)...].reversed() where isInverted(index) {
            let next = samples[index]
            samples[index] = inverse.multiplied(by: products.removeLast())
            inverse.multiply(by: next)
        }
        samples[first] = inverse
    }
}

extension Samples: Hashable {
    package static func == (left: Samples, right: Samples) -> Bool {
        (0..<count).allSatisfy { left.values[$0] == right.values[$0] }
    }

    package func hash(into hasher: inout Hasher) {
        for index in 0..<Self.count { hasher.combine(values[index]) }
    }
}

extension Samples {
    /// Appends the six values, 17 little-endian bytes each, without a count.
    package func encode(into output: inout [UInt8]) {
        for index in 0..<Self.count { values[index].encode(into: &output) }
    }

    /// The 102 bytes under which a database keeps the samples.
    package var storageBytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        encode(into: &bytes)
        return bytes
    }

    /// Nil unless these are 102 bytes of six values, each below the prime and not zero.
    package init?(bytes: ArraySlice<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self = .empty
        let areValues = bytes.withUnsafeBytes { bytes in
            for index in 0..<Self.count {
                let start = index * SKSFieldElement.wireByteCount
                let encoded = bytes[start..<start + SKSFieldElement.wireByteCount]
                guard let value = SKSFieldElement(wireBytes: .init(rebasing: encoded)),
                    !value.isZero
                else { return false }
                values[index] = value
            }
            return true
        }
        guard areValues else { return nil }
    }
}
