/// Values that are made one by one as they are asked for, so that nothing piles up before a slow
/// reader. For one reader; what the values are made from is let go of with the sequence.
package struct PulledSequence<Element: Sendable>: AsyncSequence, Sendable {
    private let pull: @Sendable () async throws -> Element?

    /// - Parameter pull: makes the next value; nil: there is none.
    package init(_ pull: @escaping @Sendable () async throws -> Element?) { self.pull = pull }

    /// The next value. Not to be called again after nil or an error, nor before the last call has
    /// returned.
    package func next() async throws -> Element? { try await pull() }

    package struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let sequence: PulledSequence

        package mutating func next() async throws -> Element? { try await sequence.next() }
    }

    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(sequence: self) }
}
