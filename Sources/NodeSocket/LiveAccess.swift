import Synchronization

/// Who has which roles now: every request is held to the rules that are in force when it comes, on
/// whatever connection.
package final class LiveAccess: Sendable {
    private struct State {
        var rules: AccessRules
        var observer: (@Sendable (AccessRules) -> Void)?
    }

    private let state: Mutex<State>

    package init(_ rules: AccessRules = AccessRules()) {
        state = Mutex(State(rules: rules))
    }

    package var rules: AccessRules { state.withLock { $0.rules } }

    /// From now on these are in force.
    package func take(_ rules: AccessRules) {
        state.withLock { state in
            state.rules = rules
            state.observer?(rules)
        }
    }

    /// Calls `observer` with the rules in force and with all that are taken later, one after the
    /// other.
    func observe(_ observer: @escaping @Sendable (AccessRules) -> Void) {
        state.withLock { state in
            state.observer = observer
            observer(state.rules)
        }
    }
}
