import Logging
import NIOCore
import NodeService

/// Answers messages, whichever way they came.
struct Responder: Sendable {
    let directory: ZoneDirectory
    let keys: KeyDesk
    let refusals: Refusals
    let logger: Logger

    /// Nil when the message is to be left unanswered.
    func response(to message: ByteBuffer, at time: ContinuousClock.Instant) async -> Response? {
        let query: Query
        do throws(QueryError) {
            query = try Query(message)
        } catch {
            switch error {
            case .notAQuery:
                refusals.count("dns.ignored")
                return nil
            case .refused(let header, let code):
                refusals.count("dns.malformed")
                return Response(to: header, code)
            }
        }
        return await response(to: query, at: time)
    }

    func response(to query: Query, at time: ContinuousClock.Instant) async -> Response {
        if let edns = query.edns, edns.version > 0 { return Response(to: query, .badVersion) }
        let question = query.question
        guard question.class == .internet, question.type != .transfer,
            question.type != .incrementalTransfer, let zone = directory.zone(of: question.name)
        else {
            refusals.count("dns.refused")
            return Response(to: query, .refused)
        }
        guard let entry = directory.entry(of: zone) else {
            refusals.count("dns.unavailable")
            return Response(to: query, .serverFailure)
        }
        let soa = zone.soa(serial: entry.serial)
        var response = Response(to: query, .noError)
        response.isAuthoritative = true
        if question.name == zone.apex {
            switch question.type {
            case .soa: response.answers = [soa]
            case .any: response.answers = [Self.anything(question.name)]
            default: response.authorities = [soa]
            }
            return response
        }
        guard let digest = Self.digest(in: question.name, below: zone.apex),
            let fingerprints = entry.index[digest]
        else {
            response.code = .nameError
            response.authorities = [soa]
            return response
        }
        switch question.type {
        case .openPGPKey: break
        case .any:
            response.answers = [Self.anything(question.name)]
            return response
        default:
            response.authorities = [soa]
            return response
        }
        do {
            let found = try await keys.keys(
                fingerprints, of: AnswerCache.Name(zone: zone, digest: digest), at: time)
            response.answers = found.map { packets in
                ResourceRecord(
                    owner: question.name, timeToLive: Zone.timeToLive,
                    content: .openPGPKey(packets))
            }
            if found.isEmpty { response.authorities = [soa] }
            return response
        } catch is KeyDesk.Busy {
            refusals.count("dns.busy")
        } catch {
            refusals.count("dns.unavailable")
            logger.debug("dns: a key cannot be looked up", metadata: ["error": "\(error)"])
        }
        return Response(to: query, .serverFailure)
    }

    /// What the one label before the zone's name says; nil when there is no or another one.
    private static func digest(in name: DomainName, below apex: DomainName) -> LocalPartDigest? {
        let starts = name.starts
        guard starts.count > 1, name.suffix(from: starts[1]) == apex else { return nil }
        return name.labels.first.flatMap { LocalPartDigest(label: $0) }
    }

    /// Nobody is given everything that there is of a name in one answer: who asks for it mostly
    /// asks in somebody else's name (RFC 8482 §4.2).
    private static func anything(_ name: DomainName) -> ResourceRecord {
        ResourceRecord(owner: name, timeToLive: 3_600, content: .hinfo(processor: "RFC8482"))
    }
}
