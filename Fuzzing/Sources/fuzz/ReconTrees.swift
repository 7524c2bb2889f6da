import SetReconciliation

/// Two sets that differ by some elements, for sessions to talk about.
enum ReconTrees {
    /// Enough for a tree of some levels.
    private static let common = elements(count: 900, seed: 1)

    static let own = set(of: common + elements(count: 40, seed: 2))
    static let other = set(of: common + elements(count: 30, seed: 3))

    private static func elements(count: Int, seed: UInt64) -> [Element] {
        var random = SplitMix64(seed: seed)
        return (0..<count).map { _ in Element(high: random.next(), low: random.next()) }
    }

    private static func set(of elements: [Element]) -> ElementSet {
        do {
            return try ElementSet(elements)
        } catch {
            preconditionFailure("random elements are no sample points: \(error)")
        }
    }

    /// What both sides say in a session, in parts of some messages.
    static func talk() throws -> (requests: [[UInt8]], replies: [[UInt8]]) {
        var requester = ReconListener(ReconRequester(), set: own)
        var responder = ReconListener(ReconResponder(seed: 1), set: other)
        var (requests, replies): ([[UInt8]], [[UInt8]]) = ([], [])
        try responder.start()
        try requester.start()
        while !responder.isFinished {
            requests.append(requester.takeSent())
            try responder.hear(requests[requests.count - 1])
            replies.append(responder.takeSent())
            try requester.hear(replies[replies.count - 1])
        }
        return (requests, replies)
    }
}
