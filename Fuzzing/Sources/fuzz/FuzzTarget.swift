import OpenPGP

/// A function over octets that a stranger could have sent.
///
/// It must return, whatever they are: a trap, a second without an end or a gigabyte of memory is a
/// finding. So is a promise of the code that does not hold, which `require` makes a trap.
protocol FuzzTarget: SendableMetatype {
    static var name: String { get }

    /// The structure that is kept by most mutations; nil for none.
    static var framing: (any Framing)? { get }

    static func run(_ input: [UInt8])

    /// Inputs to begin with, made of real keys.
    static func seeds(from keys: [TransferablePublicKey]) throws -> [[UInt8]]
}

/// Ends the run as a finding unless a promise holds.
func require(_ holds: Bool, _ promise: @autoclosure () -> String) {
    if !holds { fatalError("a promise does not hold: \(promise())") }
}
