/// Compares a peer's complete list of elements under a prefix with ours, node by node.
///
/// Our own side may be far larger than the peer's, so it is loaded in pieces that the tree hands
/// out whole, and left alone when what it could still contribute is over the limits.
struct ElementComparison: Sendable {
    private struct Piece {
        let prefix: Prefix
        /// Sorted, all under the prefix; a peer may send one more than once.
        let remote: ArraySlice<Element>
    }

    private let bitquantum: Int
    private let localOnlyLimit: Int
    private let remoteOnlyLimit: Int
    /// What is still to be compared; the next piece is the last.
    private var pieces: [Piece]
    private(set) var localOnly: [Element] = []
    private(set) var remoteOnly: [Element] = []

    /// - Parameter remote: what the peer sent; elements outside the prefix, which one may send that
    ///   answered for a shorter prefix, count as ones that we lack.
    init(
        prefix: Prefix, remote: [Element], bitquantum: Int, localOnlyLimit: Int,
        remoteOnlyLimit: Int
    ) {
        self.bitquantum = bitquantum
        self.localOnlyLimit = localOnlyLimit
        self.remoteOnlyLimit = remoteOnlyLimit
        let sorted = remote.inOrder
        pieces = [Piece(prefix: prefix, remote: sorted[...].under(prefix))]
        addRemoteOnly(sorted.lazy.filter { !prefix.contains($0) })
    }

    /// The prefix to load next, or nil if the comparison is complete.
    mutating func nextPrefix() -> Prefix? {
        while let piece = pieces.last {
            let isRemoteOfUse = !piece.remote.isEmpty && remoteOnly.count < remoteOnlyLimit
            if isRemoteOfUse || localOnly.count < localOnlyLimit { return piece.prefix }
            pieces.removeLast()
        }
        return nil
    }

    /// Takes the answer for the prefix that `nextPrefix` named.
    mutating func absorb(_ answer: PrefixTreeAnswer) {
        guard let piece = pieces.popLast(), piece.prefix == answer.prefix else {
            preconditionFailure("an answer is for the prefix that was asked for")
        }
        if let local = answer.elements {
            compare(local, with: piece.remote)
        } else if answer.count > 0 {
            for child in piece.prefix.children(bitquantum: bitquantum).reversed() {
                pieces.append(Piece(prefix: child, remote: piece.remote.under(child)))
            }
        } else {
            addRemoteOnly(piece.remote)
        }
    }

    private mutating func compare(_ local: [Element], with remote: ArraySlice<Element>) {
        var (localRest, remoteRest) = (local[...], remote)
        while let ours = localRest.first, let theirs = remoteRest.first {
            if ours < theirs {
                addLocalOnly(localRest.prefix(1))
                localRest.removeFirst()
            } else {
                if theirs < ours { addRemoteOnly(remoteRest.prefix(1)) }
                remoteRest = remoteRest.drop { $0 == theirs }
                if ours == theirs { localRest.removeFirst() }
            }
        }
        addLocalOnly(localRest)
        addRemoteOnly(remoteRest)
    }

    private mutating func addLocalOnly(_ elements: ArraySlice<Element>) {
        localOnly += elements.prefix(max(localOnlyLimit - localOnly.count, 0))
    }

    private mutating func addRemoteOnly(_ elements: some Sequence<Element>) {
        let room = max(remoteOnlyLimit - remoteOnly.count, 0)
        remoteOnly += elements.prefix(room)
    }
}
