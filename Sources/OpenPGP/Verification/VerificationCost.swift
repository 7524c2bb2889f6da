/// What verification costs, in nominal microseconds of one processor: measured with
/// `scripts/measure-verify` and rounded up. The same on every machine, so that budgets are about
/// work and not about the machine that does it.
enum VerificationCost {
    /// Digesting one signature, whatever its length.
    static let digest = 5

    /// Octets that are digested in a microsecond by the slowest of the algorithms.
    private static let octetsPerMicrosecond = 200

    /// Making a key ready.
    static let preparation = 60

    static let ed25519 = 170
    static let ed448 = 500
    static let p256 = 140
    static let p384 = 1600
    static let p521 = 1200
    static let secp256k1 = 950
    static let brainpoolP256 = 900
    static let brainpoolP384 = 1600
    static let brainpoolP512 = 2600
    /// The lattice halves alone.
    static let mlDSA65 = 520
    static let mlDSA87 = 800

    static func digest(octets: Int) -> Int { digest + octets / octetsPerMicrosecond }

    /// Multiplications modulo a number of 1024 bits that take a microsecond.
    private static let multiplicationsPerMicrosecond = 3

    /// Multiplications modulo a number of `bits`: their time grows with the square of the length.
    private static func multiplications(_ count: Int, bits: Int) -> Int {
        let kilobits = max(1, (bits + 1023) / 1024)
        return 1 + count * kilobits * kilobits / multiplicationsPerMicrosecond
    }

    /// A squaring for each bit of the exponent and a multiplication for half of them, and what
    /// surrounds them.
    static func rsa(modulusBits: Int, exponentBits: Int) -> Int {
        15 + multiplications(exponentBits * 3 / 2, bits: modulusBits)
    }

    /// Two exponents side by side: a squaring for each bit and some multiplications; and the
    /// inverse of s.
    static func dsa(primeBits: Int, orderBits: Int) -> Int {
        40 + multiplications(orderBits * 3 / 2, bits: primeBits)
    }
}
