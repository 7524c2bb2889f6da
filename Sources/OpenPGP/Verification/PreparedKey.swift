import Synchronization

/// A public key that is made ready for verification when it is first needed, once.
final class PreparedKey: Sendable {
    private let key: PublicKey
    private let state = Mutex<Result<any VerificationKey, VerificationObstacle>?>(nil)

    init(_ key: PublicKey) {
        self.key = key
    }

    /// The key made ready; `cost` grows by what that takes, the first time.
    func verificationKey(
        cost: inout Int
    ) throws(VerificationObstacle) -> any VerificationKey {
        var spent = 0
        let result = state.withLock { state in
            if let state { return state }
            spent = VerificationCost.preparation
            let result = Result { () throws(VerificationObstacle) in try key.verificationKey() }
            state = result
            return result
        }
        cost += spent
        return try result.get()
    }
}
