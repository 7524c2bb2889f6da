/// What verification costs, in nominal microseconds of one processor: measured with
/// `scripts/measure-verify` and rounded up. The same on every machine, so that budgets are about
/// work and not about the machine that does it.
enum VerificationCost {
    /// Digesting one signature, whatever its length.
    static let digest = 5

    /// Octets that are digested in a microsecond by the slowest of the algorithms.
    private static let octetsPerMicrosecond = 200

    /// Making a key ready.
    static let preparation = 40

    static let ed25519 = 90
    static let ed448 = 300
    static let p256 = 80
    static let p384 = 700
    static let p521 = 600
    static let secp256k1 = 450
    static let brainpoolP256 = 450
    static let brainpoolP384 = 800
    static let brainpoolP512 = 1200
    /// The lattice halves alone.
    static let mlDSA65 = 150
    static let mlDSA87 = 300

    static func digest(octets: Int) -> Int { digest + octets / octetsPerMicrosecond }

    /// Multiplications modulo a number of 1024 bits that take a microsecond.
    private static let multiplicationsPerMicrosecond = 4

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
