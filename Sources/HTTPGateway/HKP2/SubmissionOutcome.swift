import NodeService
import OpenPGP

/// What became of a submission, in the arrays of HKP v2 (draft §7.2).
struct SubmissionOutcome: Encodable {
    struct Key: Encodable {
        /// By the length of the fingerprint, ``FingerprintVersion``.
        let version: Int
        /// In lower case.
        let fingerprint: String
        /// Why it is in this array; absent in those that need no reason.
        let comment: String?

        /// Both fields have to be there. What was no key at all has none to tell: version 0 and no
        /// digits.
        init(_ fingerprint: String?, comment: String? = nil) {
            version =
                fingerprint.flatMap { Fingerprint(hex: $0) }
                .map { FingerprintVersion.of($0) } ?? 0
            self.fingerprint = fingerprint?.lowercased() ?? ""
            self.comment = comment
        }
    }

    let inserted: [Key]
    let updated: [Key]
    /// Nothing that a client sends deletes anything.
    let deleted: [Key] = []
    /// Keys that held nothing new, and what of others was left out.
    let ignored: [Key]
    let invalid: [Key]

    init(_ report: SubmissionReport) {
        inserted = report.inserted.map { Key($0) }
        updated = report.updated.map { Key($0) }
        ignored =
            report.unchanged.map { Key($0, comment: "nothing in it is new") }
            + report.ignored.map { Key($0.fingerprint, comment: $0.reason) }
        let refused = report.refused.map { Key($0.fingerprint, comment: $0.reason) }
        invalid =
            refused.isEmpty && report.taken.isEmpty
            ? [Key(nil, comment: "there is no key in it")] : refused
    }
}
