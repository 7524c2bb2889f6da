/// Longest stretch of a stranger's text that is shown, in octets: four times what GnuPG takes as a
/// user ID. What is longer is cut and ends in an ellipsis.
let maximumDisplayedOctets = 8192

/// Text of a stranger made fit for display: decoded as UTF-8 with U+FFFD for what is not, without
/// the control characters C0, DEL and C1. Only for people to read; the octets remain the value.
func displayText(_ bytes: some Collection<UInt8>) -> String {
    let isCut = bytes.count > maximumDisplayedOctets
    let decoded = String(decoding: bytes.prefix(maximumDisplayedOctets), as: UTF8.self)
    let cleaned = withoutControls(decoded)
    return isCut ? cleaned + "…" : cleaned
}

/// Works on UTF-8, in which C1 is 0xC2 followed by 0x80…0x9F.
private func withoutControls(_ text: String) -> String {
    var octets: [UInt8] = []
    octets.reserveCapacity(text.utf8.count)
    var hasControls = false
    for octet in text.utf8 {
        if octet < 0x20 || octet == 0x7F {
            hasControls = true
        } else if (0x80...0x9F).contains(octet), octets.last == 0xC2 {
            octets.removeLast()
            hasControls = true
        } else {
            octets.append(octet)
        }
    }
    return hasControls ? String(decoding: octets, as: UTF8.self) : text
}
