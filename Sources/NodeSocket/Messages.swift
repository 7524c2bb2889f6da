import FoundationEssentials
import Keyring
import NodeRequests
import NodeService
import OpenPGP
import Telemetry

/// The JSON values of the node socket that are not values of `NodeService` themselves. Key material
/// inside JSON is in base64.
enum Messages {
    struct Health: Codable {
        let healthy: Bool
    }

    struct Peers: Codable {
        let peers: [PeerStatus]
    }

    struct Metrics: Codable {
        let families: [MetricFamily]
    }

    struct Lookup: Codable {
        enum Outcome: String, Codable {
            case found
            case nothing
            case tooMany = "too_many"
        }

        struct Key: Codable {
            let fingerprint: String
            let digest: String?
            let packets: Data
            /// For old clients, where that differs.
            let legacyPackets: Data?
        }

        let outcome: Outcome
        let keys: [Key]
        /// With `too_many`: how many were allowed.
        let limit: Int?

        init(_ answer: LookupAnswer) {
            switch answer {
            case .found(let keys):
                outcome = .found
                self.keys = keys.map {
                    Key(
                        fingerprint: $0.fingerprint.hex, digest: $0.digest?.hex,
                        packets: Data($0.packets),
                        legacyPackets: $0.legacyPackets.map { Data($0) })
                }
                limit = nil
            case .nothing: (outcome, keys, limit) = (.nothing, [], nil)
            case .tooMany(let limit): (outcome, keys, self.limit) = (.tooMany, [], limit)
            }
        }

        func answer() throws -> LookupAnswer {
            switch outcome {
            case .nothing: return .nothing
            case .tooMany:
                guard let limit else { throw NodeSocketError.unexpectedAnswer("no limit") }
                return .tooMany(limit: limit)
            case .found:
                let keys = try keys.map { key in
                    guard let fingerprint = Fingerprint(hex: key.fingerprint) else {
                        throw NodeSocketError.unexpectedAnswer("no fingerprint")
                    }
                    return FoundKey(
                        fingerprint: fingerprint,
                        digest: try key.digest.map { text in
                            guard let digest = KeyDigest(hex: text) else {
                                throw NodeSocketError.unexpectedAnswer("no digest")
                            }
                            return digest
                        },
                        packets: Array(key.packets),
                        legacyPackets: key.legacyPackets.map { Array($0) })
                }
                return .found(keys)
            }
        }
    }

    struct Keys: Codable {
        let keys: [Data]

        init(_ keys: [[UInt8]]) {
            self.keys = keys.map { Data($0) }
        }
    }

    struct Redactions: Codable {
        let redactions: [Redaction]
    }

    struct Removals: Codable {
        let removals: [Removal]
    }

    /// What every refusal looks like.
    typealias Failure = FailureMessage
}
