/// One entry of a Config message.
package struct ReconConfigurationEntry: Hashable, Sendable {
    package let key: String
    package let value: [UInt8]

    package init(key: String, value: [UInt8]) {
        self.key = key
        self.value = value
    }
}

/// What the two sides of a recon session tell each other at its beginning.
package struct ReconConfiguration: Hashable, Sendable {
    /// The version that SKS announces last; Hockeypuck demands exactly this one.
    package static var sksVersion: String { "1.1.6" }

    package var version: String
    /// The port at which this side answers hashquery, on the host of the recon connection.
    package var httpPort: UInt16
    package var bitquantum: UInt32
    package var mbar: UInt32
    /// The names of the rules by which stored keys were made: the profile.
    package var filters: Set<String>

    package init(
        version: String = ReconConfiguration.sksVersion, httpPort: UInt16,
        bitquantum: UInt32 = 2, mbar: UInt32 = UInt32(Samples.mbar), filters: Set<String>
    ) {
        self.version = version
        self.httpPort = httpPort
        self.bitquantum = bitquantum
        self.mbar = mbar
        self.filters = filters
    }

    private enum Key {
        static let version = "version"
        static let httpPort = "http port"
        static let bitquantum = "bitquantum"
        static let mbar = "mbar"
        static let filters = "filters"
    }

    /// The entries to send. The filters are sorted bytewise and joined by commas, because
    /// Hockeypuck compares the text.
    package var entries: [ReconConfigurationEntry] {
        [
            ReconConfigurationEntry(key: Key.version, value: Array(version.utf8)),
            ReconConfigurationEntry(key: Key.httpPort, value: Self.integer(UInt32(httpPort))),
            ReconConfigurationEntry(key: Key.bitquantum, value: Self.integer(bitquantum)),
            ReconConfigurationEntry(key: Key.mbar, value: Self.integer(mbar)),
            ReconConfigurationEntry(key: Key.filters, value: Array(filterText.utf8)),
        ]
    }

    /// The filters as sent.
    package var filterText: String {
        filters.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.joined(separator: ",")
    }

    package var message: ReconMessage { .config(entries) }

    /// Reads a received configuration. Unknown entries are ignored, as SKS does.
    ///
    /// - Throws: `ReconError.malformedHandshake` naming the entry that is absent or wrong.
    package init(_ entries: [ReconConfigurationEntry]) throws(ReconError) {
        let values = Dictionary(
            entries.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
        let port = try Self.integer(Key.httpPort, in: values)
        guard let httpPort = UInt16(exactly: port) else {
            throw .malformedHandshake(defect: "http port \(port)")
        }
        self.httpPort = httpPort
        version = try Self.text(Key.version, in: values)
        bitquantum = try Self.integer(Key.bitquantum, in: values)
        mbar = try Self.integer(Key.mbar, in: values)
        let names = try Self.text(Key.filters, in: values).split(separator: ",")
        filters = Set(names.map(String.init))
    }

    private static func integer(_ value: UInt32) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.appendBigEndian(value)
        return bytes
    }

    private static func value(
        _ key: String, in values: [String: [UInt8]]
    ) throws(ReconError) -> [UInt8] {
        guard let value = values[key] else {
            throw .malformedHandshake(defect: "configuration without '\(key)'")
        }
        return value
    }

    private static func integer(
        _ key: String, in values: [String: [UInt8]]
    ) throws(ReconError) -> UInt32 {
        let bytes = try value(key, in: values)
        guard bytes.count == 4 else {
            throw .malformedHandshake(defect: "'\(key)' of \(bytes.count) bytes instead of 4")
        }
        return bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static func text(
        _ key: String, in values: [String: [UInt8]]
    ) throws(ReconError) -> String {
        guard let text = String(validating: try value(key, in: values), as: UTF8.self) else {
            throw .malformedHandshake(defect: "'\(key)' is not text")
        }
        return text
    }
}
