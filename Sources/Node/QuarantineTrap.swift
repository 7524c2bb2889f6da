package import OpenPGP

/// A test switch that makes the process die of keys of the tester's choice, so that a test can see
/// what becomes of them. A node without it, which is every node that nobody tests, never asks.
package struct QuarantineTrap: Sendable {
    private let text: [UInt8]

    /// Springs on keys with a user ID that contains the text.
    package init(userIDContaining text: String) {
        precondition(!text.isEmpty, "A trap for every key would be no test.")
        self.text = Array(text.utf8)
    }

    /// Called with each key before anything of it is verified.
    package func spring(on key: TransferablePublicKey) {
        for identity in key.identities
        where identity.packet.tag == .userID && identity.packet.body.contains(text) {
            fatalError("The test switch ended the process: a user ID contains its text.")
        }
    }
}
