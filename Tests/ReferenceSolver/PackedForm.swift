import CGMP
import SetReconciliation

/// Polynomials packed into one integer by Kronecker substitution (z becomes 2^320), so that GMP
/// squares a residue by one `mpn_sqr`; everything else is done as in `LimbForm`.
struct PackedForm: FieldForm {
    private let limbs = LimbForm()

    func element(_ value: Limbs) -> Limbs { limbs.element(value) }
    func value(of element: Limbs) -> Limbs { limbs.value(of: element) }
    func sum(_ left: Limbs, _ right: Limbs) -> Limbs { limbs.sum(left, right) }
    func difference(_ left: Limbs, _ right: Limbs) -> Limbs { limbs.difference(left, right) }
    func product(_ left: Limbs, _ right: Limbs) -> Limbs { limbs.product(left, right) }
    func inverse(of element: Limbs) -> Limbs? { limbs.inverse(of: element) }
    func beginSum() { limbs.beginSum() }
    func addProduct(_ left: Limbs, _ right: Limbs) { limbs.addProduct(left, right) }
    func doubleSum() { limbs.doubleSum() }
    func reducedSum() -> Limbs { limbs.reducedSum() }

    func powerOfVariable(
        _ exponent: Limbs, modulo lowCoefficients: [Limbs]
    ) -> (power: [Limbs], squareTimesVariable: [Limbs]) {
        let residue = PackedResidue(limbs, modulo: lowCoefficients)
        for isSet in exponent.bitsFromTheTop { residue.square(timesVariable: isSet) }
        let power = residue.coefficients
        residue.square(timesVariable: true)
        return (power, residue.coefficients)
    }
}

/// A residue modulo a monic polynomial of degree n, as one integer of n slots.
private final class PackedResidue {
    /// The words of a slot: 320 bits hold 2^60 products.
    private static let slot = 5

    private let form: LimbForm
    private let degree: Int
    private let residue: UnsafeMutablePointer<UInt>
    private let product: UnsafeMutablePointer<UInt>
    /// Packed z^(n + i) modulo the polynomial, one after the other.
    private let rows: UnsafeMutablePointer<UInt>
    /// The words of a packed residue.
    private var count: Int { degree * Self.slot }

    /// The residue 1.
    init(_ form: LimbForm, modulo lowCoefficients: [Limbs]) {
        self.form = form
        degree = lowCoefficients.count
        let count = degree * Self.slot
        residue = .allocate(capacity: count)
        product = .allocate(capacity: 2 * count + Self.slot)
        rows = .allocate(capacity: degree * count)
        residue.initialize(repeating: 0, count: count)
        product.initialize(repeating: 0, count: 2 * count + Self.slot)
        rows.initialize(repeating: 0, count: degree * count)
        form.element(.one).store(in: residue)
        let coefficients = form.reductions(modulo: lowCoefficients).joined()
        for (index, coefficient) in coefficients.enumerated() {
            coefficient.store(in: rows + index * Self.slot)
        }
    }

    deinit {
        for words in [residue, product, rows] { words.deallocate() }
    }

    var coefficients: [Limbs] { (0..<degree).map { Limbs(residue + $0 * Self.slot) } }

    /// Squares the residue, and multiplies it by z if asked for.
    func square(timesVariable: Bool) {
        let shift = timesVariable ? Self.slot : 0
        product.update(repeating: 0, count: shift)
        __gmpn_sqr(product + shift, residue, count)
        for index in 0..<(degree - 1 + (timesVariable ? 1 : 0)) {
            let excess = form.reduced(product + count + index * Self.slot, count: Self.slot)
            add(rows + index * count, times: excess)
        }
        for start in stride(from: 0, to: count, by: Self.slot) {
            form.reduced(product + start, count: Self.slot).store(in: residue + start)
        }
    }

    /// Adds a multiple of a packed polynomial to the lower half of the product.
    private func add(_ row: UnsafePointer<UInt>, times factor: Limbs) {
        // No carry leaves a slot.
        _ = __gmpn_addmul_1(product, row, count, UInt(factor.low))
        _ = __gmpn_addmul_1(product + 1, row, count - 1, UInt(factor.middle))
        if factor.high != 0 { _ = __gmpn_add_n(product + 2, product + 2, row, count - 2) }
    }
}
