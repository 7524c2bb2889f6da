package import OpenPGP

/// What stands by while stored keys are verified anew, since one of them may end the process: it
/// writes down what is being verified, and knows what earlier processes died of.
package struct VerificationWatch: Sendable {
    /// Keys among which an earlier process ended, by their row; nil: none did. They are verified
    /// one by one.
    package var suspects: ClosedRange<Int64>?
    /// Whether nothing of a stored key is verified any more.
    package var isQuarantined: @Sendable (TransferablePublicKey) -> Bool
    /// Keys of these rows are verified next, others no more.
    package var begins: @Sendable (ClosedRange<Int64>) throws -> Void
    /// One of the suspects is verified next.
    package var tries: @Sendable (TransferablePublicKey) throws -> Void
    /// It has been verified.
    package var tried: @Sendable () -> Void
    /// Nothing is left to be verified.
    package var ended: @Sendable () -> Void
    /// Called with each key before anything of it is verified: a switch for tests.
    package var trap: @Sendable (TransferablePublicKey) -> Void

    package init(
        suspects: ClosedRange<Int64>?,
        isQuarantined: @escaping @Sendable (TransferablePublicKey) -> Bool,
        begins: @escaping @Sendable (ClosedRange<Int64>) throws -> Void,
        tries: @escaping @Sendable (TransferablePublicKey) throws -> Void,
        tried: @escaping @Sendable () -> Void, ended: @escaping @Sendable () -> Void,
        trap: @escaping @Sendable (TransferablePublicKey) -> Void
    ) {
        self.suspects = suspects
        self.isQuarantined = isQuarantined
        self.begins = begins
        self.tries = tries
        self.tried = tried
        self.ended = ended
        self.trap = trap
    }

    /// Where nobody stands by.
    package static let none = VerificationWatch(
        suspects: nil, isQuarantined: { _ in false }, begins: { _ in }, tries: { _ in }, tried: {},
        ended: {}, trap: { _ in })
}
