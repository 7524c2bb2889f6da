import OpenPGP

extension Signature {
    /// Whether this revocation holds for all time, also backwards: it gives no reason (as those of
    /// version 3 cannot), no specific one, or says that the key is compromised (RFC 9580
    /// §5.2.3.31). Reasons that are not known count as soft, as in Hockeypuck.
    var isHardRevocation: Bool {
        guard SignatureClass(type) == .revocation else { return false }
        switch reasonForRevocation?.code {
        case nil, RevocationReason.noReason, RevocationReason.compromised: return true
        default: return false
        }
    }
}
