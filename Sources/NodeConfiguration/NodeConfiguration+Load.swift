extension NodeConfiguration {
    /// Reads and checks a `node.yaml`. Everything that is wrong with it is in the error.
    package static func load(_ path: String) throws(ConfigurationProblems) -> NodeConfiguration {
        try load(try ConfigurationFile(path: path), checksFiles: false)
    }

    /// As ``load(_:)``, and reads the files that it names too: what `serve` needs, and what whoever
    /// only runs commands may have no right to. Blocks.
    package static func loadToServe(
        _ path: String
    ) throws(ConfigurationProblems) -> WrittenConfiguration {
        let file = try ConfigurationFile(path: path)
        return WrittenConfiguration(
            configuration: try load(file, checksFiles: true), text: file.text)
    }

    private static func load(
        _ file: ConfigurationFile, checksFiles: Bool
    ) throws(ConfigurationProblems) -> NodeConfiguration {
        let document: ConfigurationDocument
        do {
            document = try ConfigurationDocument(file.text)
        } catch {
            throw ConfigurationProblems(file: file.name, problems: [error])
        }
        let log = ProblemLog()
        let files = NamedFiles(folder: file.folder, areChecked: checksFiles)
        let configuration = read(document, files: files, log: log)
        guard let configuration, log.problems.isEmpty else {
            throw ConfigurationProblems(file: file.name, problems: log.problems)
        }
        return configuration
    }

    /// Nil only when something was logged.
    private static func read(
        _ document: ConfigurationDocument, files: NamedFiles, log: ProblemLog
    ) -> NodeConfiguration? {
        let sections = ["node", "http", "api", "recon", "dns", "keys", "roles", "log", "limits"]
        guard let root = document.root else {
            log.add(
                "the file is empty: write node:, http:, recon:, or start from `claviger init DIR`",
                line: nil, path: "")
            return nil
        }
        guard
            let reader = SectionReader(root, path: "", keys: sections, document: document, log: log)
        else { return nil }
        let node = readNode(reader, files: files)
        let http = readHTTP(reader, files: files)
        let api = readAPI(reader, files: files)
        let recon = readRecon(reader, nodeName: node?.name)
        let dns = readDNS(reader)
        let keys = readKeys(reader)
        let roles = readRoles(reader)
        let logging = readLog(reader)
        let limits = readLimits(reader)
        guard var configuration = node, let http, let keys, let roles, let logging, let limits
        else {
            return nil
        }
        configuration.http = http
        configuration.api = api
        configuration.recon = recon
        configuration.dns = dns
        configuration.keys = keys
        configuration.roles = roles
        configuration.log = logging
        configuration.limits = limits
        checkRecon(configuration, log: log, line: reader.line(of: "recon"))
        checkAPI(
            configuration, log: log, line: reader.line(of: "api"),
            rolesLine: reader.line(of: "roles"))
        checkSocketIsReachable(configuration, log: log, line: reader.line(of: "roles"))
        return configuration
    }

    private static func readNode(_ root: SectionReader, files: NamedFiles) -> NodeConfiguration? {
        let keys = ["name", "data", "socket", "idle_timeout"]
        guard root.has("node") else {
            root.log.add(
                "missing: write node: with name: and data: below it", line: nil, path: "node")
            return nil
        }
        guard let section = root.section("node", keys: keys) else { return nil }
        let name = section.value("name", NodeName.parse)
        let data = section.value("data", files.path)
        let socket = section.value("socket") { text throws(ValueError) in
            try SocketPath.check(try files.path(text))
        }
        let idleTimeout = section.value("idle_timeout", default: defaultIdleTimeout) {
            text throws(ValueError) in
            try DurationText.parse(text, allowed: .seconds(1)...Duration.seconds(86_400))
        }
        guard let name, let data, let socket, let idleTimeout else { return nil }
        return NodeConfiguration(name: name, data: data, socket: socket, idleTimeout: idleTimeout)
    }

    private static func readKeys(_ root: SectionReader) -> KeysConfiguration? {
        guard root.has("keys") else { return KeysConfiguration() }
        guard let section = root.section("keys", keys: ["third_party"]) else { return nil }
        return section.value(
            "third_party", default: KeysConfiguration.defaultThirdParty, oneOf
        ).map { KeysConfiguration(thirdParty: $0) }
    }

    private static func readLimits(_ root: SectionReader) -> Limits? {
        guard root.has("limits") else { return Limits() }
        guard let section = root.section("limits", keys: Limits.bounds.map(\.key)) else {
            return nil
        }
        var limits = Limits()
        for bound in Limits.bounds {
            let value = section.value(bound.key, default: bound.default) {
                text throws(ValueError) in
                let allowed = bound.allowed
                guard let number = Int(text), allowed.contains(number) else {
                    throw ValueError(
                        "\"\(text)\" is not taken: write a number from \(allowed.lowerBound) to "
                            + "\(allowed.upperBound)")
                }
                return number
            }
            // What is wrong is logged, and the whole configuration with it is not used.
            limits[keyPath: bound.field] = value ?? bound.default
        }
        return limits
    }
}
