import NIOCore
import Testing

@testable import HTTPGateway

@Suite struct ConnectionStateTests {
    private let durations = ConnectionState.Durations(
        idle: .seconds(10), request: .seconds(15), answer: .seconds(100), linger: .seconds(2),
        drain: .seconds(5))
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

    private func at(_ seconds: Int64) -> NIODeadline { start + .seconds(seconds) }
    private func new() -> ConnectionState { ConnectionState(durations: durations, now: start) }

    @Test func `a head has the idle time to arrive, whatever arrives of it`() {
        #expect(new().deadline == at(10))
    }

    @Test func `a body has the idle time for each part and a limit for all`() {
        var state = new()
        state.receivedHead(isKeepAlive: true, isHTTP10: false, now: at(1))
        #expect(state.deadline == at(11))
        state.receivedBody(now: at(4))
        #expect(state.deadline == at(14))
        state.receivedBody(now: at(12))
        #expect(state.deadline == at(16), "the request began at 1")
    }

    @Test func `the node may take its time`() {
        var state = new()
        state.receivedHead(isKeepAlive: true, isHTTP10: false, now: at(1))
        state.receivedEnd(now: at(2))
        #expect(state.deadline == nil)
        #expect(state.isAnswerDue)
    }

    @Test func `an answer has the idle time for each part and a limit for all`() {
        var state = new()
        state.receivedHead(isKeepAlive: true, isHTTP10: false, now: at(1))
        state.receivedEnd(now: at(1))
        #expect(state.startedAnswer(closing: false, now: at(50)) == nil)
        #expect(state.deadline == at(60))
        state.wroteBody(now: at(55))
        #expect(state.deadline == at(65))
        state.wroteBody(now: at(149))
        #expect(state.deadline == at(150), "the answer began at 50")
        state.finishedAnswer(now: at(149))
        #expect(state.deadline == at(159))
        let closes = state.flushed(now: at(150))
        #expect(!closes)
        #expect(state.deadline == at(160), "the next request may begin now")
    }

    @Test func `who asks for closing is told of it and gets it after the last octet`() {
        var state = new()
        state.receivedHead(isKeepAlive: false, isHTTP10: true, now: at(1))
        state.receivedEnd(now: at(1))
        #expect(state.startedAnswer(closing: false, now: at(2)) == .close)
        #expect(state.ignoresInput)
        state.finishedAnswer(now: at(2))
        #expect(state.isSending)
        let closes = state.flushed(now: at(3))
        #expect(closes)
        state.closedOutput(now: at(3))
        #expect(state.deadline == at(5))
    }

    @Test func `an answer before the end of its request closes`() {
        var state = new()
        state.receivedHead(isKeepAlive: true, isHTTP10: false, now: at(1))
        #expect(state.startedAnswer(closing: false, now: at(2)) == .close)
    }

    @Test func `a request behind the one being answered does not count against it`() {
        var state = new()
        state.receivedHead(isKeepAlive: true, isHTTP10: true, now: at(1))
        state.receivedEnd(now: at(1))
        state.receivedHead(isKeepAlive: true, isHTTP10: false, now: at(1))
        #expect(state.deadline == nil)
        #expect(state.startedAnswer(closing: false, now: at(30)) == .keepAlive)
        state.finishedAnswer(now: at(30))
        let closes = state.flushed(now: at(31))
        #expect(!closes)
        // Its body is expected from now on.
        #expect(state.deadline == at(16), "the limit for the whole counts from its head")
    }

    @Test func `stopping ends idle connections at once and others in time`() {
        var idle = new()
        idle.receivedHead(isKeepAlive: true, isHTTP10: false, now: at(0))
        idle.receivedEnd(now: at(0))
        _ = idle.startedAnswer(closing: false, now: at(0))
        idle.finishedAnswer(now: at(0))
        _ = idle.flushed(now: at(0))
        let idleEnds = idle.quiesce(now: at(1))
        #expect(idleEnds)

        var fresh = new()
        let freshEnds = fresh.quiesce(now: at(1))
        #expect(!freshEnds, "its first request is on its way")
        #expect(fresh.deadline == at(1) + durations.linger)

        var receiving = new()
        receiving.receivedHead(isKeepAlive: true, isHTTP10: false, now: at(1))
        let receivingEnds = receiving.quiesce(now: at(2))
        #expect(!receivingEnds, "who has begun a request gets an answer")
        #expect(receiving.deadline == at(7))

        var working = new()
        working.receivedHead(isKeepAlive: true, isHTTP10: false, now: at(1))
        working.receivedEnd(now: at(1))
        let workingEnds = working.quiesce(now: at(2))
        #expect(!workingEnds)
        #expect(working.deadline == at(7))
        #expect(working.startedAnswer(closing: false, now: at(3)) == .close)
    }
}
