/// Finds the route of a path: the longest that matches, in whole segments.
struct Router: Sendable {
    private let exact: [Substring: Route]
    /// Those that take an argument, the longest first.
    private let prefixes: [Route]

    init(_ routes: [Route]) {
        exact = Dictionary(uniqueKeysWithValues: routes.map { (Substring($0.path), $0) })
        prefixes = routes.filter(\.takesArgument).sorted { $0.path.utf8.count > $1.path.utf8.count }
    }

    /// The route and what of the path follows it.
    typealias Match = (route: Route, argument: Substring)

    func match(_ path: Substring) -> Match? {
        if let route = exact[path] { return (route, "") }
        let octets = path.utf8
        for route in prefixes where octets.starts(with: route.path.utf8) {
            let rest = octets.dropFirst(route.path.utf8.count)
            if rest.first == UInt8(ascii: "/") { return (route, Substring(rest.dropFirst())) }
        }
        return nil
    }
}
