import HTTPTypes

/// What only submissions can get wrong.
extension Refusal {
    static let missingKeytext = Refusal(
        .badRequest, "hkp.keytext", "keytext: missing: it holds the armored keys to add.")

    static func notArmored(_ reason: String) -> Refusal {
        Refusal(.badRequest, "hkp.armor", "keytext: \(reason)")
    }

    /// HKP draft §4.2: the submission is not well formed.
    static let nothingSubmitted = Refusal(
        .unprocessableContent, "hkp.keytext", "The body is empty: it holds the keys to add.")

    static func malformedMultipart(_ error: MultipartError) -> Refusal {
        Refusal(.unprocessableContent, "hkp.multipart", "multipart/form-data: \(error)")
    }

    static let noKeytextPart = Refusal(
        .unprocessableContent, "hkp.keytext",
        "multipart/form-data: no part is named keytext: it holds the keys to add.")

    static let malformedJSON = Refusal(
        .badRequest, "hkp.json", "An object {\"keytext\": \"…\"} with one armored key is expected.")

    static let severalKeys = Refusal(
        .badRequest, "hkp.several",
        "keytext: several keys: this interface takes one at a time, /pks/add takes many.")

    /// Nothing of a submission was taken. The key was counted where it was refused.
    static func notTaken(_ reasons: [String]) -> Refusal {
        Refusal(.unprocessableContent, nil, reasons.joined(separator: "; "))
    }

    static let noMail = Refusal(
        .notImplemented, "hkp.mail",
        "Confirmation of addresses by mail is not offered by this server: the key is stored and "
            + "can be had by its fingerprint.")
}
