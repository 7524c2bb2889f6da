/// The types of recon messages, with the byte that marks each on the wire.
package enum ReconMessageType: UInt8, Hashable, Sendable, CaseIterable {
    case requestPoly = 0
    case requestFull = 1
    case elements = 2
    case fullElements = 3
    case syncFail = 4
    case done = 5
    case flush = 6
    case error = 7
    case databaseRequest = 8
    case databaseReply = 9
    case config = 10
}

extension ReconMessageType: CustomStringConvertible {
    /// SKS's name of the message.
    package var description: String {
        switch self {
        case .requestPoly: "ReconRqst_Poly"
        case .requestFull: "ReconRqst_Full"
        case .elements: "Elements"
        case .fullElements: "FullElements"
        case .syncFail: "SyncFail"
        case .done: "Done"
        case .flush: "Flush"
        case .error: "Error"
        case .databaseRequest: "DbRqst"
        case .databaseReply: "DbRepl"
        case .config: "Config"
        }
    }
}

/// A message of the SKS recon protocol.
package enum ReconMessage: Hashable, Sendable {
    /// The requester's samples and count under a prefix.
    case requestPoly(prefix: Prefix, size: Int, samples: Samples)
    /// All of the requester's elements under a prefix.
    case requestFull(prefix: Prefix, elements: [Element])
    /// Elements that the sender has and the receiver lacks.
    case elements([Element])
    /// All of the responder's elements under the prefix that was asked for.
    case fullElements([Element])
    /// The responder could not solve the samples: ask for the children.
    case syncFail
    /// The requester has no more questions.
    case done
    /// The requester waits for the replies that the responder holds back.
    case flush
    case error(String)
    /// Not used between hosts.
    case databaseRequest(String)
    /// Not used between hosts.
    case databaseReply(String)
    /// The entries of a configuration in the order of the wire.
    case config([ReconConfigurationEntry])

    package var type: ReconMessageType {
        switch self {
        case .requestPoly: .requestPoly
        case .requestFull: .requestFull
        case .elements: .elements
        case .fullElements: .fullElements
        case .syncFail: .syncFail
        case .done: .done
        case .flush: .flush
        case .error: .error
        case .databaseRequest: .databaseRequest
        case .databaseReply: .databaseReply
        case .config: .config
        }
    }

    /// The elements that the message carries; none for those that carry no elements.
    package var elementList: [Element] {
        switch self {
        case .requestFull(_, let elements), .elements(let elements), .fullElements(let elements):
            elements
        default:
            []
        }
    }
}

extension ReconMessage: CustomStringConvertible {
    /// One line for transcripts: the name, the prefix, and how many elements.
    package var description: String {
        switch self {
        case .requestPoly(let prefix, let size, _): "\(type) \(prefix) size \(size)"
        case .requestFull(let prefix, let elements): "\(type) \(prefix) \(elements.count)"
        case .elements(let elements), .fullElements(let elements): "\(type) \(elements.count)"
        case .error(let text): "\(type) \(text)"
        case .config(let entries): "\(type) \(entries.map(\.key).joined(separator: ","))"
        default: type.description
        }
    }
}
