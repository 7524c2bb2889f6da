import Foundation

/// One HTTP request and its answer, by HTTP/1.0 on a connection of its own, as SKS and dirmngr do.
struct HTTPExchange: Sendable {
    let status: Int
    let headers: String
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    static func get(_ address: String, _ port: Int, _ path: String) async throws -> HTTPExchange {
        try await exchange(address, port, Array("GET \(path) HTTP/1.0\r\n\r\n".utf8))
    }

    static func post(
        _ address: String, _ port: Int, _ path: String, _ body: [UInt8],
        type: String = "application/x-www-form-urlencoded"
    ) async throws -> HTTPExchange {
        let head =
            "POST \(path) HTTP/1.0\r\nContent-Type: \(type)\r\n"
            + "Content-Length: \(body.count)\r\n\r\n"
        return try await exchange(address, port, Array(head.utf8) + body)
    }

    /// Submits armored keys as gpg does.
    static func add(
        _ armored: String, to address: String, _ port: Int
    ) async throws -> HTTPExchange {
        let escaped = armored.utf8.map { String(format: "%%%02X", $0) }.joined()
        return try await post(address, port, "/pks/add", Array("keytext=\(escaped)".utf8))
    }

    private static func exchange(
        _ address: String, _ port: Int, _ request: [UInt8]
    ) async throws -> HTTPExchange {
        try await blocking {
            let connection = try Connection(to: address, port: port, seconds: 60)
            connection.send(request)
            guard let answer = connection.receiveToEnd() else {
                throw InteropError("\(address):\(port) did not end its answer")
            }
            return try HTTPExchange(answer: answer)
        }
    }

    private init(answer: [UInt8]) throws {
        let blank = Array("\r\n\r\n".utf8)
        guard let end = answer.indices.first(where: { answer[$0...].starts(with: blank) }) else {
            throw InteropError("not an HTTP answer: \(String(decoding: answer, as: UTF8.self))")
        }
        headers = String(decoding: answer[..<end], as: UTF8.self)
        body = Array(answer[(end + 4)...])
        guard let code = headers.split(separator: " ").dropFirst().first, let status = Int(code)
        else { throw InteropError("no status: \(headers)") }
        self.status = status
    }
}
