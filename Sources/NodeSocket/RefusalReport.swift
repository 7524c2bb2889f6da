/// What a gateway process has refused since it last said so: the node counts it with its own.
extension Messages {
    struct RefusalReport: RequestBody {
        static let members: Set = ["refusals"]

        /// By reason, as ``NodeService/Refusals`` counts.
        let refusals: [String: Int]
    }
}

extension Messages.RefusalReport {
    /// The vocabulary is the gateway's, and the node's memory is not: reasons of one report.
    private static let mostReasons = 200
    /// `hkp.forwarded` is of the longest.
    private static let longestReason = 40
    /// Of one reason: more than any gateway refuses between two reports.
    private static let mostRefusals = 1_000_000_000

    /// - Throws: `RequestError` when it is none.
    func check() throws(RequestError) {
        let isPlausible =
            refusals.count <= Self.mostReasons
            && refusals.allSatisfy { reason, count in
                (0...Self.mostRefusals).contains(count) && Self.isReason(reason)
            }
        guard isPlausible else {
            throw .badRequest(
                "refusals: at most \(Self.mostReasons) reasons such as \"hkp.armor\", with a "
                    + "number each")
        }
    }

    /// `place.what`, in lower-case letters.
    private static func isReason(_ text: String) -> Bool {
        let words = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return text.utf8.count <= longestReason && words.count == 2
            && words.allSatisfy { word in
                !word.isEmpty
                    && word.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
            }
    }
}
