import HTTPTypes
import HummingbirdCore
import Keyring
import NodeService
import OpenPGP

/// `POST /pks/add`: keys from a client (HKP draft §4). dirmngr sends a form with
/// every octet of `keytext` percent-escaped; a body that is itself armor or packets does as well.
struct Add: BodyEndpoint {
    static let accepts = [
        "application/x-www-form-urlencoded", "application/pgp-keys", "application/pgp",
    ]

    let submissions: SubmissionDesk
    let limits: HTTPLimits

    var bodies: RequestBodies { submissions.bodies }

    func limit(of type: FieldValue) -> Int { type.isOpenPGP ? limits.submission : limits.form }

    func answer(_ message: Message) async throws -> Answer {
        let wantsJSON =
            message.target.query.lists("json", in: "options")
            || FieldValue.list(message.accept).contains { $0.name == "application/json" }
        let limit = limits.submission
        let (keytext, asksForJSON) = try await HeavyWork.run(octets: message.body.count) {
            try Self.keytext(of: message.body, isRaw: message.type.isOpenPGP, limit: limit)
        }
        let report = try await submissions.submit(keytext, from: message.client)
        var answer =
            wantsJSON || asksForJSON
            ? try Answer(json: report) : Answer(text: Self.text(of: report))
        if report.taken.isEmpty { answer.status = .unprocessableContent }
        return answer
    }

    /// The key material of a body, and whether the form asks for JSON.
    private static func keytext(
        of body: [UInt8], isRaw: Bool, limit: Int
    ) throws -> (keytext: [UInt8], asksForJSON: Bool) {
        var keytext = body
        var asksForJSON = false
        if !isRaw {
            let form = FormFields(body)
            guard let value = form["keytext"], !value.isEmpty else { throw Refusal.missingKeytext }
            keytext = value
            asksForJSON = form.lists("json", in: "options")
        }
        guard !keytext.isEmpty else { throw Refusal.missingKeytext }
        guard keytext.count <= limit else { throw Refusal.tooLarge(limit: limit) }
        try SubmissionDesk.requireKeys(in: keytext)
        return (keytext, asksForJSON)
    }

    /// One line for each key that was taken, with what of it was left out below, and one for each
    /// refusal.
    private static func text(of report: SubmissionReport) -> String {
        var lines = report.inserted.map { "inserted \($0)" }
        lines += report.updated.map { "updated \($0)" }
        lines += report.unchanged.map { "unchanged \($0)" }
        lines += report.ignored.map { "ignored \($0.fingerprint): \($0.reason)" }
        lines += report.refused.map { "refused \($0.fingerprint ?? "-"): \($0.reason)" }
        if lines.isEmpty { lines = ["refused -: there is no key in it"] }
        return lines.map { $0 + "\n" }.joined()
    }
}
