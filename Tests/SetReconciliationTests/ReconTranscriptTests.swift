import SetReconciliation
import Testing

/// Whole sessions as text: who sends what, in order.
@Suite struct ReconTranscriptTests {
    /// A session of sets with 200 common elements, which are too many for a Full request.
    private func transcript(requesterOnly: Int, responderOnly: Int) throws -> String {
        var generator = SplitMix64(seed: 42)
        let all = randomElements(200 + requesterOnly + responderOnly, using: &generator)
        var loopback = try ReconLoopback(
            requesterElements: all[..<200] + all[200...].prefix(requesterOnly),
            responderElements: all[..<200] + all[200...].dropFirst(requesterOnly))
        try loopback.run()
        #expect(loopback.requester.session.missing.count == responderOnly)
        #expect(loopback.responder.session.missing.count == requesterOnly)
        return loopback.transcript.joined(separator: "\n")
    }

    @Test func `equal sets take one question`() throws {
        #expect(
            try transcript(requesterOnly: 0, responderOnly: 0) == """
                requester: ReconRqst_Poly root size 200
                requester: Flush
                responder: Elements 0
                requester: Done
                """)
    }

    @Test func `three and two differences are solved at the root`() throws {
        #expect(
            try transcript(requesterOnly: 3, responderOnly: 2) == """
                requester: ReconRqst_Poly root size 203
                requester: Flush
                responder: Elements 2
                requester: Done
                """)
    }

    @Test func `five differences on one side are solved at the root`() throws {
        #expect(
            try transcript(requesterOnly: 5, responderOnly: 0) == """
                requester: ReconRqst_Poly root size 205
                requester: Flush
                responder: Elements 0
                requester: Done
                """)
        #expect(
            try transcript(requesterOnly: 0, responderOnly: 5) == """
                requester: ReconRqst_Poly root size 200
                requester: Flush
                responder: Elements 5
                requester: Done
                """)
    }

    @Test func `six differences are too many, and the children are sent whole`() throws {
        #expect(
            try transcript(requesterOnly: 4, responderOnly: 2) == """
                requester: ReconRqst_Poly root size 204
                requester: Flush
                responder: SyncFail
                requester: ReconRqst_Full 00 56
                requester: ReconRqst_Full 01 47
                requester: ReconRqst_Full 10 45
                requester: ReconRqst_Full 11 56
                requester: Flush
                responder: Elements 0
                responder: Elements 0
                responder: Elements 0
                responder: Elements 2
                requester: Done
                """)
    }

    @Test func `an empty responder sends its empty set and is told ours before Done`() throws {
        var generator = SplitMix64(seed: 42)
        var loopback = try ReconLoopback(
            requesterElements: randomElements(200, using: &generator), responderElements: [])
        try loopback.run()
        #expect(
            loopback.transcript.joined(separator: "\n") == """
                requester: ReconRqst_Poly root size 200
                requester: Flush
                responder: FullElements 0
                requester: Elements 200
                requester: Done
                """)
    }
}
