/// Why the node could not do what was asked.
package enum NodeServiceError: Error, Equatable, CustomStringConvertible {
    /// No peer of that name is configured.
    case unknownPeer(String)
    /// The peer could not be reached or refused; the text is for the operator.
    case peerFailed(String)
    /// The node is stopping and takes no more work.
    case stopping

    package var description: String {
        switch self {
        case .unknownPeer(let name):
            "no peer is named \"\(name)\": `claviger peers` lists the configured ones"
        case .peerFailed(let reason): reason
        case .stopping: "the node is stopping: ask again when it runs"
        }
    }
}
