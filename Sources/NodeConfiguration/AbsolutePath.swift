import Glibc

/// Paths made absolute, by text alone: nothing has to exist.
enum AbsolutePath {
    /// `path` as seen from `folder` (absolute), with `.` and inner `//` removed. `..` stays: what
    /// it means depends on symbolic links.
    static func make(_ path: String, in folder: String) -> String {
        let joined = path.hasPrefix("/") ? path : "\(folder)/\(path)"
        return "/" + joined.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    /// The working directory; `/` when it cannot be told, as when it has been removed.
    static func currentFolder() -> String {
        guard let buffer = getcwd(nil, 0) else { return "/" }
        defer { free(buffer) }
        return String(cString: buffer)
    }
}
