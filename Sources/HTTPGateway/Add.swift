import HTTPTypes
import Hummingbird
import Keyring
import NodeService
import OpenPGP

/// `POST /pks/add`: keys from a client (HKP draft §4). dirmngr sends a form with
/// every octet of `keytext` percent-escaped; a body that is itself armor or packets does as well.
struct Add: Sendable {
    let node: any NodeService
    let limits: HTTPLimits
    let bodies: RequestBodies
    let refusals: Refusals

    /// `client` is the address that is asked to have sent it.
    func answer(_ request: Request, query: FormFields, client: String) async throws -> Answer {
        let type = request.headers[.contentType] ?? ""
        let isRaw = Self.isOpenPGP(type)
        let limit = isRaw ? limits.submission : limits.form
        let wantsJSON =
            query.list("options").contains("json")
            || (request.headers[.accept] ?? "").contains("application/json")
        return try await bodies.withBody(of: request, limit: limit) { body in
            let submission = limits.submission
            let (keytext, asksForJSON) = try await HeavyWork.run(octets: body.count) {
                try Self.keytext(of: body, isRaw: isRaw, limit: submission)
            }
            let report = try await node.submit(
                Submission(origin: .client(client), bytes: keytext))
            if !report.refused.isEmpty { refusals.count("hkp.key") }
            return try answer(report, asJSON: wantsJSON || asksForJSON)
        }
    }

    private static func isOpenPGP(_ contentType: String) -> Bool {
        let type = contentType.prefix { $0 != ";" }.lowercased()
        return type.hasPrefix("application/pgp-keys") || type.hasPrefix("application/pgp")
    }

    /// The key material of a body, and whether the form asks for JSON.
    private static func keytext(
        of body: [UInt8], isRaw: Bool, limit: Int
    ) throws -> (keytext: [UInt8], asksForJSON: Bool) {
        var keytext = body
        var asksForJSON = false
        if !isRaw {
            let form = FormFields(body)
            guard let value = form["keytext"], !value.isEmpty else { throw HKPError.missingKeytext }
            keytext = value
            asksForJSON = form.list("options").contains("json")
        }
        guard !keytext.isEmpty else { throw HKPError.missingKeytext }
        guard keytext.count <= limit else { throw HKPError.tooLarge(limit: limit) }
        if !Armor.looksBinary(keytext) { try findBlock(in: keytext) }
        return (keytext, asksForJSON)
    }

    /// - Throws: when no armored block in it can be read, with what is wrong with the first. The
    ///   node reads them one by one, so one good block is enough.
    private static func findBlock(in text: [UInt8]) throws(HKPError) {
        var reader = ArmorReader(text)
        var first: ArmorError?
        for _ in 0..<Armor.maximumBlocks {
            do throws(ArmorError) {
                if try reader.next() != nil { return }
                break
            } catch {
                first = first ?? error
            }
        }
        throw .notArmored("\(first ?? .noBlock)")
    }

    /// 422 when nothing in it was a key that can be taken.
    private func answer(_ report: SubmissionReport, asJSON: Bool) throws -> Answer {
        let taken = report.inserted.count + report.updated.count + report.unchanged.count
        var answer =
            asJSON
            ? Answer(contentType: "application/json", body: try JSONText.encode(report))
            : Answer(text: Self.text(of: report))
        if taken == 0 {
            answer.status = .unprocessableContent
        }
        return answer
    }

    /// One line a key.
    private static func text(of report: SubmissionReport) -> String {
        var lines = report.inserted.map { "inserted \($0)" }
        lines += report.updated.map { "updated \($0)" }
        lines += report.unchanged.map { "unchanged \($0)" }
        lines += report.refused.map { "refused \($0.fingerprint ?? "-"): \($0.reason)" }
        if lines.isEmpty { lines = ["refused -: there is no key in it"] }
        return lines.map { $0 + "\n" }.joined()
    }
}
