/// How one gateway process that the node keeps running is doing.
package struct WorkerStatus: Codable, Sendable, Equatable {
    package enum State: String, Codable, Sendable, CaseIterable {
        /// It does not listen yet.
        case starting
        /// It serves clients.
        case running
        /// It has ended and is started again in a while.
        case waiting
    }

    /// Its kind and number, such as `http 1`.
    package var name: String
    package var state: State
    /// Its process; nil while there is none.
    package var process: Int?
    /// When that was started, Unix seconds.
    package var started: Int?
    /// How often it was started again since the node started.
    package var restarts: Int

    package init(
        name: String, state: State = .waiting, process: Int? = nil, started: Int? = nil,
        restarts: Int = 0
    ) {
        self.name = name
        self.state = state
        self.process = process
        self.started = started
        self.restarts = restarts
    }
}
