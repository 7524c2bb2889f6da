#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Who is at the other end of a Unix domain socket, as the system saw it when it connected
/// (`struct ucred`, unix(7)).
package struct PeerCredential: Sendable, Equatable {
    let process: Int32
    let user: UInt32
    let group: UInt32
    /// The other groups that the process was in.
    let groups: [UInt32]

    package init(process: Int32, user: UInt32, group: UInt32, groups: [UInt32] = []) {
        self.process = process
        self.user = user
        self.group = group
        self.groups = groups
    }

    /// Nil when the descriptor is no connected Unix domain socket.
    package static func of(_ socket: CInt) -> PeerCredential? {
        // `struct ucred`, which glibc shows to GNU programs only: pid, uid, gid.
        var words: [UInt32] = [0, .max, .max]
        let octets = words.count * MemoryLayout<UInt32>.size
        var length = socklen_t(octets)
        guard getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &words, &length) == 0,
            // Where there is no peer, as on TCP, it is user -1.
            length == octets, words[1] != .max
        else { return nil }
        return PeerCredential(
            process: Int32(bitPattern: words[0]), user: words[1], group: words[2],
            groups: groups(socket))
    }

    /// `SO_PEERGROUPS` (Linux 4.13), which glibc does not name for us.
    private static let peerGroups: CInt = 59
    /// What a process is in at most (`NGROUPS_MAX`, credentials(7)).
    private static let mostGroups = 65_536

    /// Empty when the system does not tell: then nobody has a role by such a group.
    private static func groups(_ socket: CInt) -> [UInt32] {
        var length: socklen_t = 0
        // Without room it only tells how much it needs.
        guard getsockopt(socket, SOL_SOCKET, peerGroups, nil, &length) != 0, errno == ERANGE,
            length <= mostGroups * MemoryLayout<gid_t>.size
        else { return [] }
        var groups = [UInt32](repeating: 0, count: Int(length) / MemoryLayout<gid_t>.size)
        guard getsockopt(socket, SOL_SOCKET, peerGroups, &groups, &length) == 0 else { return [] }
        return Array(groups.prefix(Int(length) / MemoryLayout<gid_t>.size))
    }
}
