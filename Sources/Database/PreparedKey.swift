package import Keyring

/// An admitted key on its way to the writer. A class: it is handed on several times, and has dozens
/// of arrays.
package final class PreparedKey: Sendable {
    package let admitted: AdmittedKey
    /// What is kept of it if nothing of it is stored and nothing redacted, as is usual for a key
    /// that was judged beside nothing; else nil.
    let forms: KeyForms?

    /// Without anything computed beforehand.
    init(_ admitted: AdmittedKey) {
        self.admitted = admitted
        forms = nil
    }

    fileprivate init(_ admitted: AdmittedKey, forms: KeyForms) {
        self.admitted = admitted
        self.forms = forms
    }
}

extension NodeDatabase {
    /// Computes on the calling thread what the one writer would compute while everybody waits for
    /// it.
    package func prepare(_ admitted: AdmittedKey) -> PreparedKey {
        guard !admitted.reliesOnStoredCopy else { return PreparedKey(admitted) }
        return PreparedKey(
            admitted,
            forms: KeyForms(
                stored: admitted.key, verified: admitted.verified, policy: policy, redacted: [],
                digests: admitted.digests))
    }
}
