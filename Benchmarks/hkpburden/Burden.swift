import Glibc

/// The connections. What they do is spread over time, so that the server never gets much at once.
struct Burden {
    /// How long one that dies lives, and how long a slow one waits between two octets, nanoseconds.
    private static let pace: UInt64 = 200_000_000
    /// In so many parts of that time the connections take their turns.
    private static let turns = 50

    private var server: Server
    private let silent: [Connection]
    private var slow: [SlowConnection]
    private var dying: [Connection?]
    private let post: [UInt8]

    private var octets = 0
    private var deaths = 0
    private var closed = 0
    private var seconds = 0.0

    /// Opens those that stay silent.
    init(_ server: Server, idle: Int, slow: Int, dying: Int, path: String) throws {
        var server = server
        silent = try (0..<idle).map { _ in try server.connect() }
        self.slow = try (0..<slow).map { _ in SlowConnection(try server.connect()) }
        self.server = server
        self.dying = Array(repeating: nil, count: dying)
        post = Array(
            "POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nkeytext="
                .utf8)
    }

    /// Until the standard input ends.
    mutating func goOn() throws {
        let begin = now()
        var turn: UInt64 = 0
        while !hasInputEnded() {
            try slowOnes(of: Int(turn % UInt64(Self.turns)))
            try dyingOnes(of: Int(turn % UInt64(Self.turns)))
            turn += 1
            // A turn that comes late is not made up for: no two come together.
            let next = max(begin + turn * Self.pace / UInt64(Self.turns), now())
            sleep(until: next)
        }
        seconds = Double(now() - begin) / 1e9
        closed = silent.count { $0.isClosedByServer }
    }

    private mutating func slowOnes(of turn: Int) throws {
        for number in stride(from: turn, to: slow.count, by: Self.turns) {
            if slow[number].sendOctet() {
                octets += 1
            } else {
                slow[number] = SlowConnection(try server.connect())
            }
        }
    }

    private mutating func dyingOnes(of turn: Int) throws {
        for number in stride(from: turn, to: dying.count, by: Self.turns) {
            if let connection = dying[number] {
                connection.resetsAtClose()
                deaths += 1
            }
            let connection = try server.connect()
            _ = connection.send(post)
            dying[number] = connection
        }
    }

    var json: String {
        """
        {"closed": \(closed), "octets": \(octets), "deaths": \(deaths), "seconds": \(seconds), \
        "own_cpu_seconds": \(processorSeconds())}
        """
    }
}

/// One that sends a head octet by octet.
private struct SlowConnection {
    private static let head = Array(
        "GET /pks/lookup HTTP/1.1\r\nHost: localhost\r\nX-Slow: ".utf8)

    private let connection: Connection
    private var sent = 0

    init(_ connection: Connection) { self.connection = connection }

    /// False when the server has closed the connection.
    mutating func sendOctet() -> Bool {
        let octet = sent < Self.head.count ? Self.head[sent] : UInt8(ascii: "x")
        sent += 1
        return connection.send([octet])
    }
}

private func hasInputEnded() -> Bool {
    var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return poll(&input, 1, 0) > 0
}

/// Nanoseconds of the monotonic clock.
private func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

private func sleep(until time: UInt64) {
    var time = timespec(
        tv_sec: Int(time / 1_000_000_000), tv_nsec: Int(time % 1_000_000_000))
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil)
}

private func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
