/// `POST /vks/v1/request-verify`: would send mail to the addresses of a key that was uploaded. This
/// server sends none and says so.
struct VKSVerification: Endpoint {
    func answer(_ call: Call) throws -> Answer {
        throw Refusal.noMail
    }
}
