import NodeService

/// `manifest.json` of a dump: written last, so that a dump without one is not whole.
struct DumpManifest: Codable {
    static let fileName = "manifest.json"
    /// The checksums in the format of `sha256sum`.
    static let checksumsName = "SHA256SUMS"

    struct File: Codable {
        let name: String
        let keys: Int
        let octets: Int
        /// Lower-case hexadecimal digits.
        let sha256: String
    }

    /// What this is.
    var format = "claviger-dump-1"
    /// The state of the node that was dumped.
    let snapshot: SnapshotSummary
    let files: [File]
}
