import CMalloc
import Glibc

/// What this process allows itself; the system ends it when it takes more.
enum ProcessLimits {
    /// Bounds the address space to so much more than is used now.
    static func limitMemory(beyondNow octets: Int) {
        set(RLIMIT_AS, addressSpace() + octets)
        // What died here has been written down; its memory is of no use to anybody.
        set(RLIMIT_CORE, 0)
    }

    /// Bounds the processor time to so much more than was used so far.
    static func limitProcessorTime(secondsFromNow seconds: Int) {
        // POSIX fixes the unit of clock(3) at a microsecond.
        set(RLIMIT_CPU, clock() / 1_000_000 + seconds)
    }

    /// Octets of the least block of memory that is the system's again as soon as it is freed: larger
    /// than all but flooded keys, of which each takes several such blocks.
    private static let largeBlock: Int32 = 1 << 20

    /// Keeps large blocks out of the heaps of the threads. Otherwise glibc puts them there once the
    /// first has been freed (mallopt(3), M_MMAP_THRESHOLD), between small ones that stay: ten
    /// rounds of a key of 35 MB left 320 MB in place of 120.
    static func returnLargeBlocks() {
        mallopt(M_MMAP_THRESHOLD, largeBlock)
    }

    /// Descriptors for all but the connections of clients: the database and its readers, the node
    /// socket, gossip, the standard streams.
    private static let reservedFiles = 1_024

    /// Raises the soft limit of open files as far as it takes for so many connections; says for how
    /// many it suffices.
    static func allowConnections(_ count: Int) -> Int {
        var limit = rlimit()
        guard getrlimit(Int32(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return count }
        limit.rlim_cur = max(
            limit.rlim_cur, min(limit.rlim_max, rlim_t(count + reservedFiles)))
        setrlimit(Int32(RLIMIT_NOFILE.rawValue), &limit)
        let files = Int(clamping: limit.rlim_cur)
        // Where the system allows few, connections and all else share them evenly.
        return min(count, max(files - reservedFiles, files / 2))
    }

    /// Sets the soft limit, which can be raised again.
    private static func set(_ resource: __rlimit_resource, _ value: Int) {
        // glibc declares the constants unsigned and the functions signed.
        let resource = Int32(resource.rawValue)
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return }
        limit.rlim_cur = min(rlim_t(value), limit.rlim_max)
        setrlimit(resource, &limit)
    }

    /// The size of the address space, octets (proc(5), statm).
    private static func addressSpace() -> Int {
        guard let file = try? FileDescriptor(path: "/proc/self/statm"),
            let text = try? file.read(atMost: 256),
            let first = text.split(separator: UInt8(ascii: " ")).first,
            let pages = Int(String(decoding: first, as: UTF8.self))
        else { return 0 }
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }
}
