import Foundation

/// Clients that each send the next request when they have read the answer to the last one.
struct Load {
    private(set) var tally = Tally()
    private let requests: PreparedRequests
    private let server: ServerAddress
    private let connectsEachTime: Bool
    private let once: Bool
    private var clients: [Client]
    private var nextRequest = 0
    private var brokenConnections = 0
    private var poll: Poll
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)

    /// How often the end of the time is looked for while nothing happens.
    private static let pollMilliseconds: Int32 = 50
    /// The broken connections with which the server is given up.
    private static let brokenLimit = 1_000

    init(
        requests: PreparedRequests, server: ServerAddress, connectionCount: Int,
        connectsEachTime: Bool, once: Bool
    ) {
        (self.requests, self.server) = (requests, server)
        (self.connectsEachTime, self.once) = (connectsEachTime, once)
        clients = (0..<connectionCount).map { _ in Client() }
        poll = Poll(count: connectionCount)
    }

    mutating func run(seconds: Double) throws {
        defer { buffer.deallocate() }
        let (begin, beginProcessor) = (now(CLOCK_MONOTONIC), now(CLOCK_PROCESS_CPUTIME_ID))
        let end = begin + UInt64(seconds * 1e9)
        for number in clients.indices { try startNext(number, at: begin) }
        while clients.contains(where: \.isBusy), now(CLOCK_MONOTONIC) < end {
            guard try poll.wait(milliseconds: Self.pollMilliseconds) else { continue }
            for number in clients.indices where poll.isReady(number) { try advance(number) }
        }
        tally.end(
            seconds: Double(now(CLOCK_MONOTONIC) - begin) / 1e9,
            processorSeconds: Double(now(CLOCK_PROCESS_CPUTIME_ID) - beginProcessor) / 1e9)
    }

    /// Gives a client the next request, if there is one, and a connection if it has none.
    private mutating func startNext(_ number: Int, at time: UInt64) throws {
        guard !once || nextRequest < requests.count else {
            clients[number].rest()
            poll.watch(nil, number: number, forWriting: false)
            return
        }
        clients[number].begin(requests[nextRequest % requests.count], at: time)
        nextRequest += 1
        if clients[number].socket == nil { try connect(number) }
        try send(number)
    }

    private mutating func connect(_ number: Int) throws {
        let socket = try Socket(to: server)
        clients[number].socket = socket
        clients[number].awaitsRoom = true
        tally.addConnection()
        poll.watch(socket, number: number, forWriting: true)
    }

    private mutating func advance(_ number: Int) throws {
        if clients[number].awaitsRoom { try send(number) }
        try receive(number)
    }

    private mutating func send(_ number: Int) throws {
        guard let socket = clients[number].socket, !clients[number].unsent.isEmpty else { return }
        let unsent = clients[number].unsent
        let count = requests.octets.withUnsafeBytes {
            socket.send(UnsafeRawBufferPointer(rebasing: $0[unsent]))
        }
        guard let count else { return try fail(number) }
        clients[number].unsent = unsent.dropFirst(count)
        let awaitsRoom = count < unsent.count
        if awaitsRoom != clients[number].awaitsRoom {
            clients[number].awaitsRoom = awaitsRoom
            poll.watch(socket, number: number, forWriting: awaitsRoom)
        }
    }

    private mutating func receive(_ number: Int) throws {
        guard let socket = clients[number].socket else { return }
        switch socket.receive(into: buffer) {
        case .nothingYet:
            return
        case .octets(let count):
            tally.addOctets(count)
            let portion = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            guard clients[number].answer.read(portion) == .complete else { return }
            // The server closes first, as it does after the last request of a browser.
            if connectsEachTime || clients[number].answer.closes { return }
            try finish(number)
        case .end:
            let isComplete = clients[number].answer.isCompleteAtEnd
            clients[number].socket = nil
            if isComplete { try finish(number) } else { try fail(number) }
        }
    }

    private mutating func finish(_ number: Int) throws {
        let time = now(CLOCK_MONOTONIC)
        tally.addAnswer(
            status: clients[number].answer.status, nanoseconds: time - clients[number].began)
        try startNext(number, at: time)
    }

    private mutating func fail(_ number: Int) throws {
        tally.addError()
        clients[number].socket = nil
        brokenConnections += 1
        guard brokenConnections < Self.brokenLimit else {
            throw SystemError("the server has broken \(brokenConnections) connections; the last")
        }
        try startNext(number, at: now(CLOCK_MONOTONIC))
    }
}

/// One client.
private struct Client {
    var socket: Socket?
    /// What of the request is to be sent still.
    var unsent = 0..<0
    /// Whether the connection is opened still, or its buffer full.
    var awaitsRoom = false
    var answer = AnswerReader()
    private(set) var began: UInt64 = 0
    private(set) var isBusy = false

    mutating func begin(_ request: Range<Int>, at time: UInt64) {
        (unsent, began, isBusy) = (request, time, true)
        answer.reset()
    }

    mutating func rest() {
        (socket, isBusy) = (nil, false)
    }
}

/// Nanoseconds of a clock.
private func now(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
