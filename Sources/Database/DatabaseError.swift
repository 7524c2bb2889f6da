/// What keeps the database from doing its work.
package enum NodeDatabaseError: Error, Equatable, CustomStringConvertible {
    /// Another process holds the database's lock.
    case inUse(folder: String)
    /// The folder holds no database.
    case absent(folder: String)
    /// A folder or file could not be opened; `reason` is the system's.
    case unusable(path: String, reason: String)
    /// The stored form of the key in this row cannot be read.
    case damaged(key: Int64)
    /// A table holds what this program never writes there.
    case unsound(String)
    /// SQLite refused; the statement, its code and its message.
    case sqlite(code: Int32, message: String)

    package var description: String {
        switch self {
        case .inUse(let folder):
            "the database in \(folder) is open in another process: stop that node, "
                + "or talk to it over its socket"
        case .absent(let folder):
            "there is no database in \(folder): `claviger init` makes one"
        case .unusable(let path, let reason): "\(path): \(reason)"
        case .damaged(let key):
            "the stored form of key \(key) cannot be read: run `claviger check`, "
                + "and restore the database from a backup or refill it from a peer"
        case .unsound(let what):
            "the database is damaged, \(what): restore it from a backup or refill it from a peer"
        case .sqlite(let code, let message): "SQLite (\(code)): \(message)"
        }
    }
}
