extension NodeConfiguration {
    static func readLog(_ root: SectionReader) -> LogConfiguration? {
        guard root.has("log") else { return LogConfiguration() }
        guard let section = root.section("log", keys: ["level", "levels", "format"]) else {
            return nil
        }
        let defaults = LogConfiguration()
        let level: LogLevel? = section.value("level", default: defaults.level, oneOf)
        let format: LogFormat? = section.value("format", default: defaults.format, oneOf)
        guard let levels = readLevels(section), let level, let format else { return nil }
        return LogConfiguration(level: level, levels: levels, format: format)
    }

    private static func readLevels(_ section: SectionReader) -> [LogSubsystem: LogLevel]? {
        guard section.has("levels") else { return [:] }
        let names = LogSubsystem.allCases.map(\.rawValue)
        guard let reader = section.section("levels", keys: names) else { return nil }
        var levels: [LogSubsystem: LogLevel] = [:]
        for subsystem in LogSubsystem.allCases where reader.has(subsystem.rawValue) {
            guard let level: LogLevel = reader.value(subsystem.rawValue, oneOf) else { return nil }
            levels[subsystem] = level
        }
        return levels
    }
}
