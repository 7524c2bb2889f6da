import HTTPTypes
import NodeService
import OpenPGP

/// `POST /pks/v2/certs` (HKP draft §5.2.1, §5.2.5): a bundle of keys, binary (armor is tolerated),
/// as the body or as the part `keytext` of `multipart/form-data`.
struct CertificateSubmission: BodyEndpoint {
    static let accepts = ["application/pgp", "application/pgp-keys", "multipart/form-data"]
    /// Bodies that say no more than that they are octets are taken for keys.
    private static let unspecific = ["", "application/octet-stream"]
    /// Beside the keys: boundaries, part headers, other parts.
    private static let multipartOverhead = 64 << 10

    let submissions: SubmissionDesk
    let limits: HTTPLimits

    var bodies: RequestBodies { submissions.bodies }

    func limit(of type: FieldValue) throws -> Int {
        try boundary(of: type) == nil
            ? limits.submission : limits.submission + Self.multipartOverhead
    }

    func answer(_ message: Message) async throws -> Answer {
        let boundary = try boundary(of: message.type)
        let limit = limits.submission
        let keys = try await HeavyWork.run(octets: message.body.count) {
            try Self.keys(in: message.body, boundary: boundary, limit: limit)
        }
        let report = try await submissions.submit(keys, from: message.client)
        return try Answer(
            status: report.taken.isEmpty ? .unprocessableContent : .ok,
            json: SubmissionOutcome(report))
    }

    /// What separates the parts of the body; nil when it is keys as it is.
    private func boundary(of type: FieldValue) throws(Refusal) -> MultipartBoundary? {
        if type.isOpenPGP || Self.unspecific.contains(type.name) { return nil }
        guard type.name == "multipart/form-data" else {
            throw .contentType(expected: Self.accepts.joined(separator: ", "))
        }
        do throws(MultipartError) {
            return try MultipartBoundary(type["boundary"])
        } catch {
            throw .malformedMultipart(error)
        }
    }

    private static func keys(
        in body: [UInt8], boundary: MultipartBoundary?, limit: Int
    ) throws(Refusal) -> [UInt8] {
        let keys = if let boundary { try keytext(in: body, boundary) } else { body }
        guard !keys.isEmpty else { throw .nothingSubmitted }
        guard keys.count <= limit else { throw .tooLarge(limit: limit) }
        return keys
    }

    /// The part `keytext`.
    private static func keytext(
        in body: [UInt8], _ boundary: MultipartBoundary
    ) throws(Refusal) -> [UInt8] {
        let part: [UInt8]?
        do throws(MultipartError) {
            part = try boundary.part(named: "keytext", in: body)
        } catch {
            throw .malformedMultipart(error)
        }
        guard let part else { throw .noKeytextPart }
        return part
    }
}
