import HTTPTypes
import NodeService
import OpenPGP

/// `POST /pks/v2/certs` (HKP draft §5.2.1, §5.2.5): a bundle of keys, binary (armor is tolerated),
/// as the body or as the part `keytext` of `multipart/form-data`.
struct CertificateSubmission: Endpoint {
    static let accepts = ["application/pgp", "application/pgp-keys", "multipart/form-data"]
    /// Bodies that say no more than that they are octets are taken for keys.
    private static let unspecific = ["", "application/octet-stream"]
    /// Beside the keys: boundaries, part headers, other parts.
    private static let multipartOverhead = 64 << 10

    let submissions: SubmissionDesk
    let limits: HTTPLimits

    func answer(_ call: Call) async throws -> Answer {
        let type = FieldValue(typeOf: call.request)
        let boundary = try boundary(of: type)
        let overhead = boundary == nil ? 0 : Self.multipartOverhead
        let limit = limits.submission
        return try await submissions.bodies.withBody(of: call.request, limit: limit + overhead) {
            body in
            let keys = try await HeavyWork.run(octets: body.count) {
                try Self.keys(in: body, boundary: boundary, limit: limit)
            }
            let report = try await submissions.submit(keys, from: call.client)
            return try Answer(
                status: report.taken.isEmpty ? .unprocessableContent : .ok,
                json: SubmissionOutcome(report))
        }
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
