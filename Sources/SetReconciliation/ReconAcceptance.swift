extension ReconConfiguration {
    /// The oldest version that SKS accepts.
    private static var oldestVersion: [UInt32] { [0, 1, 5] }

    /// Why this side cannot reconcile with a peer, by SKS's rules; nil if it can.
    ///
    /// The version must be three plain integers and at least 0.1.5; filters must be equal as sets,
    /// bitquantum and mbar equal. Sets made by different filters would differ for ever.
    package func refusal(of peer: ReconConfiguration) -> String? {
        guard let version = Self.parsedVersion(peer.version) else {
            return "version '\(peer.version)' is not three numbers"
        }
        if version.lexicographicallyPrecedes(Self.oldestVersion) {
            return "version \(peer.version) is older than 0.1.5"
        }
        if peer.bitquantum != bitquantum {
            return "mismatched bitquantum: \(peer.bitquantum) instead of \(bitquantum)"
        }
        if peer.mbar != mbar {
            return "mismatched mbar: \(peer.mbar) instead of \(mbar)"
        }
        if peer.filters != filters {
            return "mismatched filters: '\(peer.filterText)' instead of '\(filterText)'"
        }
        return nil
    }

    private static func parsedVersion(_ text: String) -> [UInt32]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        var numbers: [UInt32] = []
        for part in parts {
            // The integer's own parser would allow a sign.
            guard part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt32(part)
            else { return nil }
            numbers.append(number)
        }
        return numbers
    }
}
