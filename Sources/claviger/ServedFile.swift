import NodeConfiguration

/// The node.yaml of a running node, as often as it is read.
struct ServedFile: Sendable {
    let path: String
    /// What the command line says instead of `log.level`.
    let logLevel: LogLevel?

    /// Reads it with the files that it names: blocks.
    func read() throws -> WrittenConfiguration {
        var written = try NodeConfiguration.loadToServe(path)
        if let logLevel { written.configuration.log.level = logLevel }
        return written
    }
}
