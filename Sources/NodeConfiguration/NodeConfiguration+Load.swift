extension NodeConfiguration {
    /// Reads and checks a `node.yaml`. Everything that is wrong with it is in the error.
    package static func load(_ path: String) throws(ConfigurationProblems) -> NodeConfiguration {
        let file = try ConfigurationFile(path: path)
        let document: ConfigurationDocument
        do {
            document = try ConfigurationDocument(file.text)
        } catch {
            throw ConfigurationProblems(file: file.name, problems: [error])
        }
        let log = ProblemLog()
        let configuration = read(document, folder: file.folder, log: log)
        guard let configuration, log.problems.isEmpty else {
            throw ConfigurationProblems(file: file.name, problems: log.problems)
        }
        return configuration
    }

    /// Nil only when something was logged.
    private static func read(
        _ document: ConfigurationDocument, folder: String, log: ProblemLog
    ) -> NodeConfiguration? {
        let sections = ["node", "http", "recon", "keys", "roles", "limits"]
        guard let root = document.root else {
            log.add(
                "the file is empty: write node:, http:, recon:, or start from `claviger init DIR`",
                line: nil, path: "")
            return nil
        }
        guard
            let reader = SectionReader(root, path: "", keys: sections, document: document, log: log)
        else { return nil }
        let node = readNode(reader, folder: folder)
        let http = readHTTP(reader)
        let recon = readRecon(reader, nodeName: node?.name)
        let keys = readKeys(reader)
        let roles = readRoles(reader)
        let limits = readLimits(reader)
        guard var configuration = node, let http, let keys, let roles, let limits else {
            return nil
        }
        configuration.http = http
        configuration.recon = recon
        configuration.keys = keys
        configuration.roles = roles
        configuration.limits = limits
        checkListeners(configuration, log: log, line: reader.line(of: "recon"))
        checkSocketIsReachable(configuration, log: log, line: reader.line(of: "roles"))
        return configuration
    }

    private static func readNode(_ root: SectionReader, folder: String) -> NodeConfiguration? {
        let keys = ["name", "data", "socket", "idle_timeout"]
        guard root.has("node") else {
            root.log.add(
                "missing: write node: with name: and data: below it", line: nil, path: "node")
            return nil
        }
        guard let section = root.section("node", keys: keys) else { return nil }
        let name = section.value("name", NodeName.parse)
        let data = section.value("data") { text throws(ValueError) in
            try pathValue(text, in: folder)
        }
        let socket = section.value("socket") { text throws(ValueError) in
            try SocketPath.check(try pathValue(text, in: folder))
        }
        let idleTimeout = section.value("idle_timeout", default: defaultIdleTimeout) {
            text throws(ValueError) in
            try DurationText.parse(text, allowed: .seconds(1)...Duration.seconds(86_400))
        }
        guard let name, let data, let socket, let idleTimeout else { return nil }
        return NodeConfiguration(name: name, data: data, socket: socket, idleTimeout: idleTimeout)
    }

    private static func pathValue(_ text: String, in folder: String) throws(ValueError) -> String {
        guard !text.isEmpty, !text.utf8.contains(0) else {
            throw ValueError("an empty path: write a path, relative to this file or absolute")
        }
        return AbsolutePath.make(text, in: folder)
    }

    private static func readHTTP(_ root: SectionReader) -> HTTPConfiguration? {
        guard root.has("http") else { return HTTPConfiguration(listen: []) }
        guard let section = root.section("http", keys: ["listen", "trusted_proxies"]) else {
            return nil
        }
        return HTTPConfiguration(
            listen: distinct("listen", of: section, parseAddress),
            trustedProxies: distinct("trusted_proxies", of: section, AddressRange.check))
    }

    /// A list in which nothing stands twice.
    static func distinct<T: Equatable>(
        _ key: String, of section: SectionReader, _ parse: (String) throws(ValueError) -> T
    ) -> [T] {
        var values: [T] = []
        for (index, (value, line)) in section.values(key, parse).enumerated() {
            if values.contains(value) {
                section.log.add(
                    "\(value) stands twice: remove one", line: line,
                    path: "\(section.place(key))[\(index)]")
            }
            values.append(value)
        }
        return values
    }

    static func parseAddress(_ text: String) throws(ValueError) -> HostAndPort {
        try HostAndPort(text)
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

    private static func checkListeners(
        _ configuration: NodeConfiguration, log: ProblemLog, line: Int?
    ) {
        guard let recon = configuration.recon else { return }
        if configuration.http.listen.isEmpty {
            log.add(
                "peers fetch what they lack by HTTP: write an address in http.listen, "
                    + "or recon: null",
                line: line, path: "recon")
        }
        guard configuration.http.listen.contains(recon.listen) else { return }
        log.add(
            "\(recon.listen) is also in http.listen: write another port, such as 11370",
            line: line, path: "recon.listen")
    }
}
