import Foundation
import Logging
import Synchronization
import Testing

@testable import LogLines

@Suite struct LogLineTests {
    private let line = LogLine(
        time: Date(timeIntervalSince1970: 1_700_000_000.25), level: .notice, subsystem: "gossip",
        message: "recon b: refused", metadata: ["request": "7", "error": "it is \"busy\""])

    @Test func `people get words in a row`() {
        #expect(
            line.written(as: .text)
                == "2023-11-14T22:13:20.250Z notice gossip: recon b: refused "
                + "error=it is \"busy\" request=7")
    }

    @Test func `programs get an object`() {
        #expect(
            line.written(as: .json)
                == #"{"time":"2023-11-14T22:13:20.250Z","level":"notice","subsystem":"gossip","#
                + #""message":"recon b: refused","#
                + #""metadata":{"error":"it is \"busy\"","request":"7"}}"#)
    }

    @Test func `what strangers chose stays in its line and comes back whole`() throws {
        let text = "a\r\nb\u{1B}[2J\u{85}\u{0}\"\\ü\u{2028}😀"
        var line = line
        line.message = text
        line.metadata = [text: text]
        let written = line.written(as: .json)
        #expect(!written.unicodeScalars.contains { $0.properties.generalCategory == .control })
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(written.utf8)) as? [String: Any])
        #expect(object["message"] as? String == text)
        #expect(object["metadata"] as? [String: String] == [text: text])
        let plain = line.written(as: .text)
        #expect(!plain.unicodeScalars.contains { $0.properties.generalCategory == .control })
        #expect(plain.contains("a  b [2J"))
    }

    @Test func `a logger writes its subsystem, its own metadata and that of the event`() throws {
        struct Broken: Error {}
        let lines = LineKeeper()
        var logger = Logger(label: "http") {
            LineLogHandler(subsystem: $0, format: .json, write: lines.append)
        }
        logger.logLevel = .notice
        logger[metadataKey: "request"] = "12"
        logger.info("not this")
        logger.error("that", metadata: ["route": "/"])
        logger.warning("and that", error: Broken())
        try #require(lines.all.count == 2)
        #expect(lines.all[0].contains(#""level":"error","subsystem":"http","message":"that","#))
        #expect(lines.all[0].hasSuffix(#""metadata":{"request":"12","route":"/"}}"#))
        #expect(lines.all[1].hasSuffix(#""metadata":{"error":"Broken()","request":"12"}}"#))
    }

    @Test func `a threshold moves for all loggers but those with a level of their own`() {
        let lines = LineKeeper()
        let threshold = LogThreshold(.warning)
        let logger = Logger(label: "http") {
            LineLogHandler(
                subsystem: $0, format: .text, threshold: threshold, write: lines.append)
        }
        var own = logger
        own.logLevel = .error
        logger.info("one")
        threshold.level = .info
        #expect(logger.logLevel == .info && own.logLevel == .error)
        logger.info("two")
        own.info("three")
        logger.debug("four")
        #expect(lines.all.count == 1 && lines.all[0].contains("two"))
    }
}

/// Lines, kept.
private final class LineKeeper: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    @Sendable func append(_ line: String) { lines.withLock { $0.append(line) } }
}
