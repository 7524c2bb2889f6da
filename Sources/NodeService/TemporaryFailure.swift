/// An error that tells whether the same may succeed in a moment, as when the node is restarted.
/// Gateways say "come back" then, and not "we failed".
package protocol TemporaryFailure: Error {
    var isTemporary: Bool { get }
}
