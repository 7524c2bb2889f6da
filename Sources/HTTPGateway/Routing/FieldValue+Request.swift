import HTTPTypes
import Hummingbird

extension FieldValue {
    /// The type of a request's body (RFC 9110 §8.3).
    init(typeOf request: Request) {
        self.init(request.headers[.contentType] ?? "")
    }
}
