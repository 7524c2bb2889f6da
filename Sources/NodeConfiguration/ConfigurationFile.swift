import Glibc

/// The bytes of a configuration file, with its place.
struct ConfigurationFile {
    /// As the user named it; every message starts with it.
    let name: String
    /// Absolute, without a slash at the end: relative paths in the file start here.
    let folder: String
    let text: String

    /// Far beyond any node.yaml, so that a wrong file name is told at once.
    private static let maximumBytes = 1 << 20

    init(path: String) throws(ConfigurationProblems) {
        func refuse(_ message: String) -> ConfigurationProblems {
            let problem = ConfigurationProblem(line: nil, path: "", message: message)
            return ConfigurationProblems(file: path, problems: [problem])
        }
        let bytes: [UInt8]
        switch Self.read(path) {
        case .success(let read): bytes = read
        case .failure(let error):
            throw refuse(
                "cannot read: \(error.description): name a readable file; "
                    + "`claviger init DIR` writes one")
        }
        guard bytes.count <= Self.maximumBytes else {
            throw refuse("larger than 1 MiB: name a configuration file")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw refuse("not UTF-8: write plain UTF-8 text")
        }
        self.name = path
        self.text = text
        let absolute = AbsolutePath.make(path, in: AbsolutePath.currentFolder())
        self.folder = String(absolute[..<(absolute.lastIndex(of: "/") ?? absolute.startIndex)])
    }

    /// At most one byte more than is allowed.
    private static func read(_ path: String) -> Result<[UInt8], SystemError> {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return .failure(SystemError(errno)) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= maximumBytes {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0 {
                if errno == EINTR { continue }
                return .failure(SystemError(errno))
            }
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        return .success(bytes)
    }
}

/// An `errno` with the system's words for it.
private struct SystemError: Error, CustomStringConvertible {
    let description: String

    init(_ number: Int32) { description = String(cString: strerror(number)) }
}
