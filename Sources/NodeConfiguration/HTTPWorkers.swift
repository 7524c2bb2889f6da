/// Which processes serve HTTP: the key `http.workers`.
package enum HTTPWorkers: Sendable, Equatable, CustomStringConvertible {
    /// The node's own: no second process, no hop.
    case inProcess
    /// So many that the node starts and keeps running.
    case processes(Int)
    /// Processes that somebody else starts, as users of their own, with `claviger gateway http`.
    case apart

    /// More than the processors of any one machine that a node is likely to have for them.
    private static let most = 64

    package var description: String {
        switch self {
        case .inProcess: "0"
        case .processes(let count): String(count)
        case .apart: "apart"
        }
    }

    /// Reads the written form. The error says what to write.
    static func parse(_ text: String) throws(ValueError) -> HTTPWorkers {
        if text == "apart" { return .apart }
        guard let count = Int(text), (0...most).contains(count) else {
            throw ValueError(
                "\"\(text)\" is not taken: write 0 for this process, a number up to \(most) of "
                    + "processes that it starts, or apart for ones that you start")
        }
        return count == 0 ? .inProcess : .processes(count)
    }
}
