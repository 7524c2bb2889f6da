import Keyring
import Listening
import NodeRequests
import OpenPGP

/// A connection that is switched to the protocol `claviger-lookups`, and the answers to each
/// ``LookupQuestion`` there, as the description of `/v1/lookups` says them. Keys are as they are: in
/// JSON they would be a third longer, and cost both sides more than the lookup.
enum LookupFrames {
    static let protocolName = "claviger-lookups"
    /// What asks a node's HTTP to switch to it, and how the answer of one that does begins.
    ///
    /// - Parameter processor: the one that whoever asks keeps to.
    static func switchRequest(askingOn processor: Processor? = nil) -> String {
        var query = QueryParameters()
        if let processor { query.append("processor", String(processor.number)) }
        let text = query.text
        return "GET \(Route.lookups.request.path)\(text.isEmpty ? "" : "?" + text) HTTP/1.1\r\n"
            + "Host: localhost\r\nConnection: upgrade\r\nUpgrade: \(protocolName)\r\n\r\n"
    }
    static let switched = "HTTP/1.1 101 "
    /// Octets of a question: nearly all are the text that a user ID must be.
    static let largestQuestion = 64 << 10
    /// The largest answer read: a lookup of many keys. Octets.
    static let largestAnswer = 1 << 30

    /// The first octet of an answer.
    private enum Outcome: UInt8 {
        case found, nothing, tooMany, failure, takesLonger
    }

    /// Why an answer cannot be read.
    private static let malformed = NodeSocketError.unexpectedAnswer("/v1/lookups: malformed")

    // MARK: Writing

    /// - Parameter answer: nil when it takes longer than was asked for.
    static func answer(_ answer: LookupAnswer?) -> [UInt8] {
        var frame: [UInt8]
        switch answer {
        case nil:
            frame = FrameReader.begin(reserving: 1)
            frame.append(Outcome.takesLonger.rawValue)
        case .found(let keys):
            frame = FrameReader.begin(reserving: keys.reduce(5) { $0 + octets(of: $1) })
            frame.append(Outcome.found.rawValue)
            frame.append(integer: keys.count)
            for key in keys { write(key, to: &frame) }
        case .nothing:
            frame = FrameReader.begin(reserving: 1)
            frame.append(Outcome.nothing.rawValue)
        case .tooMany(let limit):
            frame = FrameReader.begin(reserving: 5)
            frame.append(Outcome.tooMany.rawValue)
            frame.append(integer: limit)
        }
        FrameReader.finish(&frame)
        return frame
    }

    /// What any refusal on the node socket looks like, in JSON.
    static func failure(_ failure: Messages.Failure) -> [UInt8] {
        var frame = FrameReader.begin(reserving: 256)
        frame.append(Outcome.failure.rawValue)
        // These are strings only: there is nothing that could fail to encode.
        frame.append(contentsOf: (try? JSON.encode(failure)) ?? [])
        FrameReader.finish(&frame)
        return frame
    }

    /// About as many as a key takes: no more than what is reserved.
    private static func octets(of key: FoundKey) -> Int {
        64 + key.packets.count + (key.legacyPackets?.count ?? 0)
    }

    private static func write(_ key: FoundKey, to frame: inout [UInt8]) {
        frame.append(UInt8(key.fingerprint.octetCount))
        frame.append(contentsOf: key.fingerprint.bytes)
        frame.append(key.digest == nil ? 0 : UInt8(KeyDigest.octetCount))
        if let digest = key.digest { frame.append(contentsOf: digest.bytes) }
        frame.append(integer: key.packets.count)
        frame.append(contentsOf: key.packets)
        frame.append(key.legacyPackets == nil ? 0 : 1)
        if let packets = key.legacyPackets {
            frame.append(integer: packets.count)
            frame.append(contentsOf: packets)
        }
    }

    // MARK: Reading

    /// Nil when it takes longer than was asked for.
    ///
    /// - Throws: what the node threw, or `NodeSocketError` when it cannot be read.
    static func readAnswer(_ frame: [UInt8]) throws -> LookupAnswer? {
        var rest = frame[...]
        guard let outcome = rest.popFirst().flatMap({ Outcome(rawValue: $0) }) else {
            throw malformed
        }
        switch outcome {
        case .found:
            guard let count = rest.readInteger(), count <= rest.count else { throw malformed }
            var keys: [FoundKey] = []
            keys.reserveCapacity(count)
            for _ in 0..<count { keys.append(try readKey(&rest)) }
            return .found(keys)
        case .nothing: return .nothing
        case .tooMany:
            guard let limit = rest.readInteger() else { throw malformed }
            return .tooMany(limit: limit)
        case .failure:
            guard let failure = try? JSON.decode(Messages.Failure.self, from: Array(rest)) else {
                throw malformed
            }
            throw failure.error.error
        case .takesLonger: return nil
        }
    }

    private static func readKey(_ rest: inout ArraySlice<UInt8>) throws -> FoundKey {
        guard let fingerprint = rest.readShort().flatMap({ Fingerprint(bytes: $0) }),
            let digest = rest.readShort(), let packets = rest.readLong(),
            let hasLegacy = rest.popFirst()
        else { throw malformed }
        var legacy: ArraySlice<UInt8>?
        if hasLegacy != 0 {
            legacy = rest.readLong()
            if legacy == nil { throw malformed }
        }
        return FoundKey(
            fingerprint: fingerprint,
            digest: digest.isEmpty ? nil : KeyDigest(bytes: Array(digest)),
            packets: Array(packets), legacyPackets: legacy.map { Array($0) })
    }
}
