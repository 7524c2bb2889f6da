import Node

/// The program's version, `x.y.z`.
enum Version {
    static let current = Node.version
}
