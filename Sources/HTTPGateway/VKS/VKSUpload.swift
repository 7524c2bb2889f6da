import FoundationEssentials
import Keyring
import NodeService
import OpenPGP

/// `POST /vks/v1/upload`: one armored key in JSON, taken like any other submission. Its addresses
/// are answered for as `unpublished`, or `revoked` where the key says so: nothing confirms them yet
/// (``VKSAnswer``).
struct VKSUpload: BodyEndpoint {
    static let accepts = ["application/json"]

    let submissions: SubmissionDesk
    let keys: KeyFinder
    let limits: HTTPLimits

    private struct Body: Decodable {
        let keytext: String
    }

    /// What became of one address of the key.
    enum AddressStatus: String, Encodable {
        case unpublished, revoked
    }

    private struct Outcome: Encodable {
        let key_fpr: String
        let status: [String: AddressStatus]
        let token: String
    }

    var bodies: RequestBodies { submissions.bodies }

    func limit(of type: FieldValue) throws -> Int {
        guard type.name == "application/json" else {
            throw Refusal.contentType(expected: "application/json")
        }
        // Encoders escape line ends and slashes: room enough for twice what is escaped so.
        return limits.form
    }

    func answer(_ message: Message) async throws -> Answer {
        let limit = limits.submission
        let keytext = try await HeavyWork.run(octets: message.body.count) {
            try Self.keytext(in: message.body, limit: limit)
        }
        let report = try await submissions.submit(keytext, from: message.client)
        guard let taken = report.taken.first, let fingerprint = Fingerprint(hex: taken) else {
            throw Refusal.notTaken(report.reasons)
        }
        return try Answer(
            json: Outcome(
                key_fpr: taken, status: try await statuses(of: fingerprint), token: Self.token()))
    }

    /// Characters that separate values of JSON. An upload has one value, and armor has none of them
    /// but in comments; decoded, each value would take thirty times its octets.
    private static let maximumSeparators = 1000

    static func keytext(in body: [UInt8], limit: Int) throws(Refusal) -> [UInt8] {
        let separators = body.count {
            $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{")
        }
        guard
            separators <= maximumSeparators,
            let decoded = try? JSONDecoder().decode(Body.self, from: Data(body))
        else { throw .malformedJSON }
        let keytext = Array(decoded.keytext.utf8)
        guard keytext.count <= limit else { throw .tooLarge(limit: limit) }
        try SubmissionDesk.requireKeys(in: keytext)
        guard !SubmissionDesk.holdsSeveralKeys(keytext) else { throw .severalKeys }
        return keytext
    }

    /// Each address of the key that is served, and whether all its user IDs are revoked.
    private func statuses(
        of fingerprint: Fingerprint
    ) async throws -> [String: AddressStatus] {
        guard
            case .found(let found) = try await keys.node.lookup(
                .fingerprint(fingerprint), limit: limits.keysPerLookup),
            let key = found.first(where: { $0.fingerprint == fingerprint })
        else { return [:] }
        return try await HeavyWork.run(octets: key.packets.count) {
            var statuses: [String: AddressStatus] = [:]
            for userID in key.listing?.userIDs ?? [] {
                guard let address = userID.email else { continue }
                if !userID.isRevoked || statuses[address] == nil {
                    statuses[address] = userID.isRevoked ? .revoked : .unpublished
                }
            }
            return statuses
        }
    }

    /// What a client shows again to `request-verify`. It stands for nothing and is stored nowhere,
    /// for there is nothing yet that it could authorise; clients insist on having one.
    private static func token() -> String {
        let octets = (0..<32).map { _ in UInt8.random(in: 0...255) }
        return Data(octets).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
