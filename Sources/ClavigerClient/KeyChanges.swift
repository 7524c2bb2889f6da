import NodeRequests

/// Changes in the order of their commits, from ``NodeClient/changes(after:)`` or
/// ``NodeClient/follow(after:)``.
public struct KeyChanges: AsyncSequence, Sendable {
    fileprivate let client: NodeClient
    fileprivate let sequence: Int
    fileprivate let isFollowing: Bool

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }

    /// Reads as fast as it is asked: the node makes the changes as they are taken.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private let client: NodeClient
        private let isFollowing: Bool
        /// Of the last change that was given out.
        private var sequence: Int
        private var answer: StreamedAnswer?
        private var ready: ArraySlice<KeyChange> = []
        /// Nil: nothing was ever heard of the node.
        private var pause: Duration?

        /// A node that is started again answers within a second.
        private static let shortestPause = Duration.milliseconds(250)
        /// What a node that is down for long is asked costs nobody anything.
        private static let longestPause = Duration.seconds(10)

        fileprivate init(_ changes: KeyChanges) {
            client = changes.client
            isFollowing = changes.isFollowing
            sequence = changes.sequence
        }

        public mutating func next() async throws -> KeyChange? {
            while true {
                if let change = ready.popFirst() {
                    sequence = change.sequence
                    return change
                }
                do {
                    guard try await read() else { return nil }
                } catch let error as NodeClientError {
                    answer = nil
                    guard isFollowing, error.isTemporary, let pause else { throw error }
                    try await Task.sleep(for: pause)
                    self.pause = Swift.min(pause * 2, Self.longestPause)
                }
            }
        }

        /// Waits for more; false at the end.
        private mutating func read() async throws -> Bool {
            let answer = try await open()
            guard let lines = try await client.translating({ try await answer.nextLines() }) else {
                guard isFollowing else { return false }
                throw NodeClientError.unreachable("the node ended its answer")
            }
            pause = Self.shortestPause
            ready = try lines.map { line in
                do {
                    return try JSON.decode(KeyChange.self, from: line)
                } catch {
                    throw NodeClientError.unexpectedAnswer("a change: \(error)")
                }
            }[...]
            return true
        }

        private mutating func open() async throws -> StreamedAnswer {
            if let answer { return answer }
            var parameters = QueryParameters()
            parameters.append("after", String(sequence))
            parameters.append("follow", isFollowing ? "on" : "off")
            let answer = try await client.translating {
                try await client.connection.stream(.changes, parameters)
            }
            self.answer = answer
            pause = Self.shortestPause
            return answer
        }
    }
}

extension NodeClient {
    /// What was committed behind the change of this number, up to now.
    ///
    /// - Parameter sequence: of the last change that is dealt with; 0: none.
    public func changes(after sequence: Int = 0) -> KeyChanges {
        KeyChanges(client: self, sequence: sequence, isFollowing: false)
    }

    /// What was committed behind the change of this number, and then each change as it is
    /// committed, until the task is cancelled.
    ///
    /// When the node is started again it goes on where it was; it throws when the node does not
    /// answer at first, refuses, or has another database.
    ///
    /// - Parameter sequence: of the last change that is dealt with; 0: none.
    public func follow(after sequence: Int = 0) -> KeyChanges {
        KeyChanges(client: self, sequence: sequence, isFollowing: true)
    }
}
