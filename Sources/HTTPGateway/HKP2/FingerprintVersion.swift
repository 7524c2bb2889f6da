import OpenPGP

/// The version of a key of which only the fingerprint is at hand.
enum FingerprintVersion {
    /// By its length, of which versions 5 and 6 have the same, and 2 and 3: the standard's, 6 and
    /// 3.
    static func of(_ fingerprint: Fingerprint) -> Int {
        switch fingerprint.octetCount {
        case 16: 3
        case 20: 4
        default: 6
        }
    }
}
